/** Loads the following page: by itself near the end, and by a button. */

import React, { useEffect } from 'react';

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
  useEffect(() => {
    // What nobody can see has no end that comes near.
    const isShown = (ref.current?.clientHeight ?? 0) > 0;
    if (isShown && hasMore && state === 'ready' && end >= rows.length - NEAR) {
      void model.loadMore();
    }
  }, [ref, model, rows, end, hasMore, state]);
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
