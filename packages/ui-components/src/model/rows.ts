/** The rows of the center: the inbox's entries and the page's own, in one order, divided into New and Earlier. */

import type { INotification } from '@jupyter-notifications/core';

import type { IPageEntry } from '../interfaces';

/** A row of the list. */
export type Row =
  | {
      readonly kind: 'inbox';
      readonly key: string;
      readonly isNew: boolean;
      readonly entry: INotification;
    }
  | {
      readonly kind: 'page';
      readonly key: string;
      readonly isNew: boolean;
      readonly entry: IPageEntry;
    };

/** Whether an entry waits to be read. What is in progress never does. */
export function isUnread(entry: INotification): boolean {
  return !entry.read && entry.type !== 'in-progress';
}

/**
 * Put the rows in order: New before Earlier, each newest first.
 *
 * @param entries - Newest arrival first; their order is kept.
 * @param pages - In any order; each goes before the first entry that is older than it.
 * @param seen - The cursor of the last closing: what arrived after it is new.
 * @param closed - When the center was last closed, in milliseconds: page entries made after it are new.
 */
export function arrange(
  entries: ReadonlyArray<INotification>,
  pages: ReadonlyArray<IPageEntry>,
  seen: string,
  closed: number
): Row[] {
  const inbox: Row[] = entries.map(entry => ({
    kind: 'inbox',
    key: entry.id,
    isNew: entry.arrived > seen,
    entry
  }));
  const page: Row[] = pages.map(entry => ({
    kind: 'page',
    key: `page:${entry.id}`,
    isNew: entry.created.getTime() > closed,
    entry
  }));
  page.sort((a, b) => made(b) - made(a));
  return [true, false].flatMap(isNew =>
    merge(
      inbox.filter(row => row.isNew === isNew),
      page.filter(row => row.isNew === isNew)
    )
  );
}

/** When a row was made, in milliseconds. */
export function made(row: Row): number {
  return row.kind === 'page'
    ? row.entry.created.getTime()
    : Date.parse(row.entry.created);
}

function merge(inbox: Row[], page: Row[]): Row[] {
  const rows: Row[] = [];
  let next = 0;
  for (const row of inbox) {
    while (next < page.length && made(page[next]) > made(row)) {
      rows.push(page[next++]);
    }
    rows.push(row);
  }
  return rows.concat(page.slice(next));
}
