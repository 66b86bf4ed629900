/** Loads the following page: by itself near the end, and by a button. */

import React, { useEffect, useReducer } from 'react';

import { useCenter } from '../context';
import type { Row } from '../model/rows';

/** How many rows before the last one the following page is asked for. */
const NEAR = 12;

/**
 * Load the following page whenever the end comes near.
 *
 * @param end - The place of the last row in view.
 *
 * #### Notes
 * After a failure it does not try again by itself: there is a button for that.
 */
export function useLoading(
  ref: React.RefObject<HTMLElement>,
  rows: ReadonlyArray<Row>,
  end: number
): void {
  const { model } = useCenter();
  const { hasMore, state } = model;
  const [round, lookAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let isStill = true;
    const isNear = hasMore && state === 'ready' && end >= rows.length - NEAR;
    // What nobody can see has no end that comes near. Asked for last: the page has to be laid out for it.
    if (isNear && ref.current && ref.current.clientHeight > 0) {
      // A page is shown a moment before the next can be asked for: until then it is answered with the same promise.
      void model.loadMore().then(() => isStill && lookAgain());
    }
    return () => {
      isStill = false;
    };
  }, [ref, model, rows, end, hasMore, state, round]);
}

/** Loads the following page, and leads a keyboard on to its first card. */
export function LoadMore(props: { rows: ReadonlyArray<Row> }): JSX.Element {
  const { model, trans } = useCenter();
  const isLoading = model.state === 'loading';
  const load = async (event: React.MouseEvent) => {
    const isByKey = event.detail === 0;
    const before = new Set(props.rows.map(row => row.key));
    await model.loadMore();
    if (isByKey) {
      model.focusRow(model.rows.find(row => !before.has(row.key))?.key);
    }
  };
  return (
    <div className="jp-Notifications-loadMore">
      <button
        type="button"
        className="jp-Notifications-button"
        aria-disabled={isLoading}
        onClick={event => {
          if (!isLoading) {
            void load(event);
          }
        }}
      >
        {isLoading ? trans.__('Loading…') : trans.__('Load more')}
      </button>
    </div>
  );
}
