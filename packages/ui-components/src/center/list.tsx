/** The list of cards: New and Earlier, what waits above it, and what can be loaded below. */

import React, { memo, useEffect, useRef } from 'react';

import { Card } from '../card/card';
import { Selectable } from '../card/check';
import { GroupCard } from '../card/groupcard';
import { Outline } from '../card/outline';
import { PageCard } from '../card/pagecard';
import { useCenter } from '../context';
import { LoadMore, useLoading } from './loadmore';
import type { Row } from '../model/rows';
import { useRovingFocus } from './rovingfocus';
import { useSelecting } from './selecting';
import { useWindow } from './windowed';

/** The list of cards. */
export function List(props: List.IProps): JSX.Element {
  const { model, trans } = useCenter();
  const { rows, id } = props;
  // The one needs the other: the row with the focus stays in the page, and a row gets there by being shown.
  const show = useRef<(key: string) => void>(() => undefined);
  const roving = useRovingFocus(
    model,
    rows,
    key => show.current(key),
    props.onEmpty
  );
  const view = useWindow(roving.ref, rows, roving.activeKey);
  show.current = view.show;
  const selecting = useSelecting(model, rows, roving);
  useLoading(roving.ref, rows, view.end);
  const { size, waiting } = model;
  const isSelecting = model.selection.size > 0;

  // Hovered or scrolled: what arrives now would move what is looked at. Told at once, not with the next drawing.
  const isHovered = useRef(false);
  const isScrolled = useRef(false);
  const watch = () => model.hold(isHovered.current || isScrolled.current);
  useEffect(() => () => model.hold(false), [model]);

  const showWaiting = () => {
    model.hold(false);
    isScrolled.current = false;
    view.toTop();
    model.focusRow(model.rows[0]?.key);
    // Still hovered: what arrives next waits again.
    watch();
  };

  const labels = {
    new: trans.__('New'),
    earlier:
      model.filter.tab === 'snoozed' ? trans.__('Snoozed') : trans.__('Earlier')
  };
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
        onKeyDown={event => {
          selecting.onKeyDown(event);
          if (!event.isPropagationStopped()) {
            roving.onKeyDown(event);
          }
        }}
        onMouseDown={selecting.onMouseDown}
        onClick={selecting.onClick}
        onScroll={event => {
          // Read before what it leads to is drawn: after that, the page would have to be laid out for it.
          const { scrollTop } = event.currentTarget;
          view.onScroll(scrollTop);
          isScrolled.current = scrollTop > 0;
          watch();
        }}
      >
        {view.sections.map(section => (
          <React.Fragment key={section.name}>
            <h3
              className="jp-Notifications-section"
              id={`${id}-${section.name}`}
              data-index={section.heading}
              ref={view.measure}
            >
              {labels[section.name]}
            </h3>
            <ol
              className="jp-Notifications-items"
              aria-labelledby={`${id}-${section.name}`}
              style={{ blockSize: section.size }}
            >
              {section.rows.map(({ row, position, item, offset, outline }) => (
                <li
                  key={row.key}
                  className={List.itemClass(row)}
                  aria-posinset={position + 1}
                  aria-setsize={size}
                  data-index={item}
                  ref={view.measure}
                  style={{
                    transform: `translateY(${offset}px)`,
                    blockSize: outline
                  }}
                >
                  {outline !== undefined ? (
                    <Outline row={row} />
                  ) : row.kind === 'page' ? (
                    draw(row, row.key === roving.activeKey)
                  ) : (
                    <Selectable
                      state={model.selection.state(row)}
                      isSelecting={isSelecting}
                      select={selecting.select}
                    >
                      {draw(row, row.key === roving.activeKey)}
                    </Selectable>
                  )}
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

  /** How a row stands in the list. */
  export function itemClass(row: Row): string {
    const isInGroup = row.kind === 'inbox' && row.group !== undefined;
    return `jp-Notifications-item${isInGroup ? ' jp-mod-inGroup' : ''}`;
  }
}

// In a burst the count changes many times a second; what a card shows does not.
const StillCard = memo(Card);
const StillPageCard = memo(PageCard);

function draw(row: Row, isActive: boolean): JSX.Element {
  const props = { rowKey: row.key, isActive };
  switch (row.kind) {
    case 'inbox':
      return <StillCard {...props} entry={row.entry} />;
    case 'group':
      return <GroupCard {...props} row={row} />;
    default:
      return <StillPageCard {...props} entry={row.entry} />;
  }
}
