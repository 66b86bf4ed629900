/** One card of the list is the one that Tab leads to; arrows move it, and it survives that cards go. */

import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type React from 'react';

import type { CenterModel } from '../model/centermodel';
import { rowOf } from '../model/rows';
import type { Row } from '../model/rows';

/** What the list hangs on its element and its cards. */
export interface IRovingFocus {
  readonly ref: React.RefObject<HTMLDivElement>;
  /** The key of the card that Tab leads to. */
  readonly activeKey: string | null;
  /** Bring the focus to a card. */
  readonly focus: (key: string) => void;
  readonly onFocus: (event: React.FocusEvent) => void;
  readonly onBlur: (event: React.FocusEvent) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
}

/**
 * Keep one stop for Tab in a list.
 *
 * @param show - Brings a row into view, and so into the page.
 * @param onEmpty - The list goes, and the focus was in it.
 *
 * #### Notes
 * When a focused card goes, the focus goes to the group that it folded into, else to the next card, else to the previous
 * one, else out of the list.
 */
export function useRovingFocus(
  model: CenterModel,
  rows: ReadonlyArray<Row>,
  show: (key: string) => void,
  onEmpty: () => void
): IRovingFocus {
  const ref = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const before = useRef<ReadonlyArray<string>>([]);
  const hasFocus = useRef(false);
  const keys = useMemo(() => rows.map(row => row.key), [rows]);
  const here = active === null ? null : rowOf(rows, active);
  const successor = here ?? Private.successor(before.current, keys, active);

  // A row that is not in the page yet is there with one of the next drawings: its card gets the focus then.
  const focus = (key: string) => {
    setActive(key);
    show(key);
    const card = Private.card(ref.current, key);
    model.focusKey = card ? null : key;
    card?.focus({ preventScroll: true });
  };

  useLayoutEffect(() => {
    const { focusKey } = model;
    const wanted = focusKey ? rowOf(rows, focusKey) : successor;
    if (focusKey !== null && wanted !== null) {
      focus(wanted);
    } else if (active !== null && here !== active) {
      if (hasFocus.current && Private.isLost()) {
        hasFocus.current = false;
        if (successor !== null) {
          focus(successor);
        }
      }
      setActive(successor);
    }
    before.current = keys;
  });

  // The last card goes with the list itself, while it still has the focus.
  const leave = useRef(onEmpty);
  leave.current = onEmpty;
  useLayoutEffect(
    () => () => {
      if (hasFocus.current) {
        leave.current();
      }
    },
    []
  );

  return {
    ref,
    activeKey: successor,
    focus,
    onFocus: event => {
      hasFocus.current = true;
      const card = (event.target as Element).closest<HTMLElement>('[data-key]');
      if (card?.dataset.key) {
        setActive(card.dataset.key);
      }
    },
    onBlur: event => {
      hasFocus.current =
        ref.current?.contains(event.relatedTarget as Node | null) ?? false;
    },
    onKeyDown: event => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
        return;
      }
      const next = step(event.key, keys, successor);
      if (next !== null) {
        event.preventDefault();
        event.stopPropagation();
        focus(next);
      }
    }
  };
}

/** The key that a pressed key leads to, or null. */
export function step(
  pressed: string,
  keys: ReadonlyArray<string>,
  active: string | null
): string | null {
  const index = active === null ? -1 : keys.indexOf(active);
  const last = keys.length - 1;
  switch (pressed) {
    case 'ArrowDown':
      return keys[Math.min(index + 1, last)] ?? null;
    case 'ArrowUp':
      return keys[Math.max(index - 1, 0)] ?? null;
    case 'Home':
      return keys[0] ?? null;
    case 'End':
      return keys[last] ?? null;
    default:
      return null;
  }
}

/** A namespace for private functions. */
namespace Private {
  /** The card of a row, if it is in the page. */
  export function card(
    list: HTMLElement | null,
    key: string
  ): HTMLElement | null {
    // Keys hold what producers chose, which no selector should.
    return (
      [...(list?.querySelectorAll<HTMLElement>('[data-key]') ?? [])].find(
        node => node.dataset.key === key
      ) ?? null
    );
  }

  /** Whether the focus went with an element that was removed. */
  export function isLost(): boolean {
    const focused = document.activeElement;
    return !focused || focused === document.body || !focused.isConnected;
  }

  /** Which key stands where a key was: the next that is left, else the previous, else the first there is. */
  export function successor(
    before: ReadonlyArray<string>,
    now: ReadonlyArray<string>,
    gone: string | null
  ): string | null {
    const left = new Set(now);
    const index = gone === null ? -1 : before.indexOf(gone);
    if (index >= 0) {
      const next = before.slice(index + 1).find(key => left.has(key));
      const previous = [...before.slice(0, index)]
        .reverse()
        .find(key => left.has(key));
      const found = next ?? previous;
      if (found !== undefined) {
        return found;
      }
    }
    return now[0] ?? null;
  }
}
