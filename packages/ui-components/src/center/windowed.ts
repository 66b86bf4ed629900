/** Which rows of the list are in the page: those in view, some beside them, and the one that Tab leads to. */

import {
  defaultRangeExtractor,
  observeElementRect,
  useVirtualizer
} from '@tanstack/react-virtual';
import type { Range, VirtualItem } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type React from 'react';

import { Layout } from './layout';
import type { ISection } from './layout';
import { useOutlines } from './outlines';
import type { Row } from '../model/rows';

/** A section, and those of its rows that are in the page. */
export interface IShownSection extends ISection {
  /** The height of all of its rows, in pixels. */
  readonly size: number;
  readonly rows: ReadonlyArray<IShownRow>;
}

/** A row that is in the page. */
export interface IShownRow {
  readonly row: Row;
  /** Its place among all rows, from 0. */
  readonly position: number;
  /** Its place among rows and headings, which says what is measured. */
  readonly item: number;
  /** How far below the start of its section it stands, in pixels. */
  readonly offset: number;
  /** How high its outline is, in pixels, as long as there is no card. */
  readonly outline?: number;
}

/** The window on a list. */
export interface IWindow {
  readonly sections: ReadonlyArray<IShownSection>;
  /** Hangs on every heading and every row, with its `data-index`. */
  readonly measure: (node: HTMLElement | null) => void;
  /** The last row in view, or beside the view. */
  readonly end: number;
  /** Bring a row into view. */
  readonly show: (key: string) => void;
  /** Go to the top, and stay there whatever comes. */
  readonly toTop: () => void;
  /** It was scrolled, to so many pixels from the top. */
  readonly onScroll: (top: number) => void;
}

/** How many rows are kept on either side of the view. */
const BESIDE = 4;

/** The height of a heading, which covers what is scrolled under it. */
const HEADING = 25;

/** A card that is still to come, or a body that is on its way into its card. */
const UNDRAWN = '.jp-Notifications-outline, .jp-Notifications-body > :empty';

/**
 * Window a list.
 *
 * @param ref - What scrolls.
 * @param active - The key of the row that stays in the page wherever it is, so that it can keep the focus.
 *
 * #### Notes
 * What is looked at stays where it is when rows above it come, go or change: see record 12.
 */
export function useWindow(
  ref: React.RefObject<HTMLElement>,
  rows: ReadonlyArray<Row>,
  active: string | null
): IWindow {
  const layout = useMemo(() => new Layout(rows), [rows]);
  const activeItem = active === null ? -1 : layout.itemOf(active);
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count: layout.size,
    getScrollElement: () => ref.current,
    getItemKey: useCallback((item: number) => layout.key(item), [layout]),
    estimateSize: useCallback((item: number) => layout.guess(item), [layout]),
    overscan: BESIDE,
    scrollPaddingStart: HEADING,
    rangeExtractor: useCallback(
      (range: Range) => withItem(defaultRangeExtractor(range), activeItem),
      [activeItem]
    ),
    // Before it is laid out, or while it is hidden, it is as high as it could be.
    initialRect: { width: 0, height: window.innerHeight },
    observeElementRect: (instance, tell) =>
      observeElementRect(instance, rect => {
        if (rect.height > 0) {
          tell(rect);
        }
      }),
    measureElement: (node, entry, instance) => {
      const item = instance.indexFromElement(node);
      const known = instance.itemSizeCache.get(layout.key(item));
      if (node.querySelector(UNDRAWN)) {
        // Else all that follows would move twice.
        return known ?? layout.guess(item);
      }
      return entry?.borderBoxSize?.[0]
        ? entry.borderBoxSize[0].blockSize
        : (known ?? node.getBoundingClientRect().height);
    }
  });

  const shown = virtualizer.getVirtualItems();
  const place = (item: number): VirtualItem | undefined =>
    virtualizer.measurementsCache[item];
  const outlines = useOutlines(
    seenFirst(shown, virtualizer.range)
      .filter(({ index }) => layout.row(index))
      .map(({ index }) => layout.key(index)),
    active,
    virtualizer.isScrolling
  );
  const sections = layout.sections.map(section => {
    const start = place(section.heading)?.end ?? 0;
    const last = place(section.heading + section.length);
    return {
      ...section,
      size: (last?.end ?? start) - start,
      rows: shown
        .filter(({ index }) => layout.isIn(section, index))
        .map(({ index, start: top, size }) => ({
          row: layout.row(index)!,
          position: layout.position(index),
          item: index,
          offset: top - start,
          outline: outlines.has(layout.key(index)) ? size : undefined
        }))
    };
  });

  // What is at the top of the view, and where it was, to keep it there.
  const anchor = useRef<{ key: string; start: number; top: number } | null>(
    null
  );
  const before = useRef(layout);
  const note = (top: number) => {
    const item =
      top > 0 ? virtualizer.getVirtualItemForOffset(top + HEADING) : undefined;
    anchor.current = item
      ? { key: layout.key(item.index), start: item.start, top }
      : null;
  };
  useLayoutEffect(() => {
    // As the last event told it: asked now, the page would have to be laid out for it.
    let top = virtualizer.scrollOffset ?? 0;
    const held = anchor.current;
    if (held && ref.current && before.current !== layout) {
      const key = layout.successor(before.current, held.key);
      const start = key === null ? undefined : place(layout.itemOf(key))?.start;
      if (start !== undefined && start !== held.start) {
        top = ref.current.scrollTop = held.top + start - held.start;
      }
    }
    before.current = layout;
    note(top);
  });

  return {
    sections,
    measure: virtualizer.measureElement,
    end: layout.position(virtualizer.range?.endIndex ?? 0),
    show: key => virtualizer.scrollToIndex(layout.itemOf(key)),
    toTop: () => {
      anchor.current = null;
      ref.current?.scrollTo({ top: 0 });
    },
    onScroll: note
  };
}

/** The same items, those in view before those beside it. */
function seenFirst(
  items: ReadonlyArray<VirtualItem>,
  range: Pick<Range, 'startIndex' | 'endIndex'> | null
): VirtualItem[] {
  const isSeen = ({ index }: VirtualItem) =>
    !range || (index >= range.startIndex && index <= range.endIndex);
  return [...items.filter(isSeen), ...items.filter(item => !isSeen(item))];
}

/** The same places and one more, in order. */
function withItem(items: number[], item: number): number[] {
  if (item < 0 || items.includes(item)) {
    return items;
  }
  const next = items.findIndex(one => one > item);
  items.splice(next < 0 ? items.length : next, 0, item);
  return items;
}
