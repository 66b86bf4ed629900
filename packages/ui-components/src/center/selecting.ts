/** Selecting in the list, by keyboard and by pointer. */

import { useCallback, useRef } from 'react';
import type React from 'react';

import type { CenterModel } from '../model/centermodel';
import type { Row } from '../model/rows';
import { step } from './rovingfocus';
import type { IRovingFocus } from './rovingfocus';

/** What the list hangs on its element and its cards. */
export interface ISelecting {
  /** Select a row, or let go of it; or select from where the range began to it. */
  readonly select: (key: string, isRange: boolean) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  readonly onMouseDown: (event: React.MouseEvent) => void;
  readonly onClick: (event: React.MouseEvent) => void;
}

/** What a click or a key on it does by itself. */
const CONTROLS = 'a, button, input, summary, label';

/** Select in a list. */
export function useSelecting(
  model: CenterModel,
  rows: ReadonlyArray<Row>,
  roving: IRovingFocus
): ISelecting {
  const now = useRef({ rows, roving });
  now.current = { rows, roving };
  // The same function for all cards and always, so that they are not drawn again.
  const select = useCallback(
    (key: string, isRange: boolean) => {
      const { rows, roving } = now.current;
      const row = rows.find(one => one.key === key);
      if (isRange) {
        model.selection.extend(rows, roving.activeKey ?? key, key);
      } else if (row) {
        model.selection.toggle(row);
      }
    },
    [model]
  );

  /** The row of a card that is pointed at with Shift, past what the card does by itself. */
  const pointed = (event: React.MouseEvent): string | null => {
    const target = event.target as Element;
    const card = target.closest<HTMLElement>('[data-key]');
    return event.shiftKey && !target.closest(CONTROLS)
      ? (card?.dataset.key ?? null)
      : null;
  };

  return {
    select,
    onKeyDown: event => {
      const { rows, roving } = now.current;
      const accel = (event.ctrlKey || event.metaKey) && !event.altKey;
      const isOnCard = (event.target as HTMLElement).dataset.key !== undefined;
      const { activeKey } = roving;
      let isDone = true;
      if (accel && !event.shiftKey && event.key.toLowerCase() === 'a') {
        model.selectAll();
      } else if (
        event.key === ' ' &&
        isOnCard &&
        !accel &&
        !event.altKey &&
        activeKey !== null
      ) {
        select(activeKey, event.shiftKey);
      } else if (
        event.shiftKey &&
        !accel &&
        !event.altKey &&
        ['ArrowDown', 'ArrowUp'].includes(event.key) &&
        activeKey !== null
      ) {
        const keys = rows.map(row => row.key);
        const next = step(event.key, keys, activeKey) ?? activeKey;
        model.selection.extend(rows, activeKey, next);
        roving.focus(next);
      } else {
        isDone = false;
      }
      if (isDone) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    onMouseDown: event => {
      if (pointed(event) !== null) {
        // No text between here and there.
        event.preventDefault();
      }
    },
    onClick: event => {
      const key = pointed(event);
      if (key !== null) {
        select(key, true);
        roving.focus(key);
      }
    }
  };
}
