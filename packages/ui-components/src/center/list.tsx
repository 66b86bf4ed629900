/** The list of cards: New and Earlier, what waits above it, and what can be loaded below. */

import React, { memo, useEffect, useRef, useState } from 'react';

import { Card } from '../card/card';
import { useCenter } from '../context';
import { PageCard } from '../card/pagecard';
import { useRovingFocus } from './rovingfocus';
import type { Row } from '../model/rows';

/** The list of cards. */
export function List(props: List.IProps): JSX.Element {
  const { model, trans } = useCenter();
  const { rows, id } = props;
  const roving = useRovingFocus(model, rows, props.onEmpty);
  const { size, waiting } = model;

  // Hovered or scrolled: what arrives now would move what is looked at. Told at once, not with the next drawing.
  const isHovered = useRef(false);
  const isScrolled = useRef(false);
  const watch = () => model.hold(isHovered.current || isScrolled.current);
  useEffect(() => () => model.hold(false), [model]);

  const showWaiting = () => {
    model.hold(false);
    isScrolled.current = false;
    roving.ref.current?.scrollTo?.({ top: 0 });
    model.focusRow(model.rows[0]?.key);
    // Still hovered: what arrives next waits again.
    watch();
  };

  const sections = [
    { name: 'new', label: trans.__('New'), rows: rows.filter(r => r.isNew) },
    {
      name: 'earlier',
      label: trans.__('Earlier'),
      rows: rows.filter(r => !r.isNew)
    }
  ].filter(section => section.rows.length > 0);

  let position = 0;
  return (
    <div
      className="jp-Notifications-listArea"
      onPointerEnter={event => {
        isHovered.current = event.pointerType !== 'touch';
        watch();
      }}
      onPointerLeave={() => {
        isHovered.current = false;
        watch();
      }}
    >
      {waiting > 0 && (
        <button
          type="button"
          className="jp-Notifications-button jp-Notifications-waiting"
          onClick={showWaiting}
        >
          {trans._n('%1 new', '%1 new', waiting)}
        </button>
      )}
      <div
        className="jp-Notifications-list"
        id={id}
        role="tabpanel"
        aria-labelledby={props.labelledBy}
        ref={roving.ref}
        onFocus={roving.onFocus}
        onBlur={roving.onBlur}
        onKeyDown={roving.onKeyDown}
        onScroll={event => {
          isScrolled.current = event.currentTarget.scrollTop > 0;
          watch();
        }}
      >
        {sections.map(section => (
          <React.Fragment key={section.name}>
            <h3
              className="jp-Notifications-section"
              id={`${id}-${section.name}`}
            >
              {section.label}
            </h3>
            <ol
              className="jp-Notifications-items"
              aria-labelledby={`${id}-${section.name}`}
            >
              {section.rows.map(row => (
                <li
                  key={row.key}
                  aria-posinset={++position}
                  aria-setsize={size}
                >
                  {draw(row, row.key === roving.activeKey)}
                </li>
              ))}
            </ol>
          </React.Fragment>
        ))}
        {model.hasMore && <LoadMore rows={rows} />}
      </div>
    </div>
  );
}

/** A namespace for `List` statics. */
export namespace List {
  /** What the list shows. */
  export interface IProps {
    readonly id: string;
    /** The id of the selected tab. */
    readonly labelledBy: string;
    readonly rows: ReadonlyArray<Row>;
    /** The list goes with its last card, and the focus was in it. */
    readonly onEmpty: () => void;
  }
}

// In a burst the count changes many times a second; what a card shows does not.
const StillCard = memo(Card);
const StillPageCard = memo(PageCard);

function draw(row: Row, isActive: boolean): JSX.Element {
  return row.kind === 'inbox' ? (
    <StillCard rowKey={row.key} entry={row.entry} isActive={isActive} />
  ) : (
    <StillPageCard rowKey={row.key} entry={row.entry} isActive={isActive} />
  );
}

/** Loads the following page, and leads a keyboard on to its first card. */
function LoadMore(props: { rows: ReadonlyArray<Row> }): JSX.Element {
  const { model, trans } = useCenter();
  const [isLoading, setLoading] = useState(false);
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  const load = async (event: React.MouseEvent) => {
    const isByKey = event.detail === 0;
    const before = new Set(props.rows.map(row => row.key));
    setLoading(true);
    await model.loadMore();
    if (isMounted.current) {
      setLoading(false);
    }
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
