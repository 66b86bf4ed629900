/** The box on a card that selects it: over the card's icon, until something is selected. */

import React, { createContext, useContext, useMemo, useRef } from 'react';

/** What a card knows of the selection. */
interface ISelectable {
  /** How much of what it stands for is selected. */
  readonly state: 'all' | 'some' | 'none';
  /** Whether anything is selected, here or elsewhere. */
  readonly isSelecting: boolean;
  /** Select a row, or let go of it; or select from where the range began to it. */
  readonly select: (key: string, isRange: boolean) => void;
}

const Context = createContext<ISelectable | null>(null);

/** The card inside it can be selected. */
export function Selectable(
  props: ISelectable & { children: React.ReactNode }
): JSX.Element {
  const { state, isSelecting, select, children } = props;
  const value = useMemo(
    () => ({ state, isSelecting, select }),
    [state, isSelecting, select]
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** Whether the card is selected, with all that it stands for. */
export function useIsSelected(): boolean {
  return useContext(Context)?.state === 'all';
}

/** The box, where the card can be selected. */
export function Check(props: {
  rowKey: string;
  /** The id of what names the card. */
  labelledBy: string;
  isActive: boolean;
}): JSX.Element | null {
  const selectable = useContext(Context);
  const isRange = useRef(false);
  if (!selectable) {
    return null;
  }
  const { state, isSelecting, select } = selectable;
  return (
    <label
      className="jp-Notifications-check"
      onPointerDown={event => {
        isRange.current = event.shiftKey;
      }}
    >
      <input
        type="checkbox"
        className="jp-Notifications-checkbox"
        aria-labelledby={props.labelledBy}
        // Space on the card does the same: until something is selected, the box is no stop of its own.
        tabIndex={props.isActive && isSelecting ? 0 : -1}
        checked={state === 'all'}
        ref={node => {
          if (node) {
            node.indeterminate = state === 'some';
          }
        }}
        onChange={() => {
          select(props.rowKey, isRange.current);
          isRange.current = false;
        }}
      />
    </label>
  );
}
