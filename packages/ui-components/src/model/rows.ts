/** The rows of the center: entries, groups and what is of the page, in one order, divided into New and Earlier. */

import type { INotification } from '@jupyter-notifications/core';

import { groupKey } from './groups';
import type { Folds } from './groups';
import type { IPageEntry } from '../interfaces';
import { isUnread } from './unread';

export { isUnread };

/** An entry of the inbox. */
export interface IInboxRow {
  readonly kind: 'inbox';
  readonly key: string;
  readonly isNew: boolean;
  readonly entry: INotification;
  /** The key of the unfolded group that it stands under. */
  readonly group?: string;
}

/** Entries that fold into one row; unfolded, they follow it as rows of their own. */
export interface IGroupRow {
  readonly kind: 'group';
  readonly key: string;
  readonly isNew: boolean;
  /** What the producer calls it. */
  readonly name: string;
  /** In the order of the list; two at least. */
  readonly entries: ReadonlyArray<INotification>;
  readonly isUnfolded: boolean;
}

/** A notification of the page. */
export interface IPageRow {
  readonly kind: 'page';
  readonly key: string;
  readonly isNew: boolean;
  readonly entry: IPageEntry;
}

/** A row of the list. */
export type Row = IInboxRow | IGroupRow | IPageRow;

/** The entries that a row stands for; none for what is of the page. */
export function entriesOf(row: Row): ReadonlyArray<INotification> {
  switch (row.kind) {
    case 'inbox':
      return [row.entry];
    case 'group':
      return row.entries;
    default:
      return [];
  }
}

/** The key of the row that stands for an entry: its own, or that of the group that it is folded into. */
export function rowOf(rows: ReadonlyArray<Row>, key: string): string | null {
  const row =
    rows.find(one => one.key === key) ??
    rows.find(one => entriesOf(one).some(({ id }) => id === key));
  return row?.key ?? null;
}

/**
 * Put the rows in order: New before Earlier, each newest first.
 *
 * @param entries - Newest arrival first; their order is kept, and a group stands where its first entry would.
 * @param pages - In any order; each goes before the first row that is older than it.
 * @param options - What divides, and what is unfolded.
 */
export function arrange(
  entries: ReadonlyArray<INotification>,
  pages: ReadonlyArray<IPageEntry>,
  options: arrange.IOptions
): Row[] {
  const { seen, closed } = options;
  const page = [...pages].sort((a, b) => +b.created - +a.created);
  return [true, false].flatMap(isNew =>
    merge(
      fold(
        entries.filter(entry => entry.arrived > seen === isNew),
        isNew,
        options.folds
      ),
      page
        .filter(entry => entry.created.getTime() > closed === isNew)
        .map(entry => ({
          kind: 'page',
          key: `page:${entry.id}`,
          isNew,
          entry
        }))
    )
  );
}

/** A namespace for `arrange` statics. */
export namespace arrange {
  /** How rows are put in order. */
  export interface IOptions {
    /** The cursor of the last closing: what arrived after it is new. */
    readonly seen: string;
    /** When the center was last closed, in milliseconds: page entries made after it are new. */
    readonly closed: number;
    readonly folds: Folds;
  }
}

/** Make rows of the entries of one section. */
function fold(
  entries: ReadonlyArray<INotification>,
  isNew: boolean,
  folds: Folds
): Row[] {
  const groups = new Map<string, INotification[]>();
  const keys = entries.map(entry => groupKey(entry, isNew));
  entries.forEach((entry, index) => {
    const key = keys[index];
    const group = key !== null && groups.get(key);
    if (group) {
      group.push(entry);
    } else if (key !== null) {
      groups.set(key, [entry]);
    }
  });
  const rows: Row[] = [];
  const alone = (entry: INotification, group?: string): Row => ({
    kind: 'inbox',
    key: entry.id,
    isNew,
    entry,
    ...(group === undefined ? {} : { group })
  });
  entries.forEach((entry, index) => {
    const key = keys[index];
    const group = key === null ? undefined : groups.get(key);
    if (key === null || !group || group.length < 2) {
      rows.push(alone(entry));
    } else if (entry === group[0]) {
      const isUnfolded = folds.isUnfolded(key);
      const name = entry.group ?? '';
      rows.push({
        kind: 'group',
        key,
        isNew,
        name,
        entries: group,
        isUnfolded
      });
      if (isUnfolded) {
        group.forEach(one => rows.push(alone(one, key)));
      }
    }
  });
  return rows;
}

/** When a row was made, in milliseconds: a group with its newest entry. */
function made(row: Row): number {
  return row.kind === 'page'
    ? row.entry.created.getTime()
    : Date.parse(entriesOf(row)[0].created);
}

function merge(inbox: Row[], page: Row[]): Row[] {
  const rows: Row[] = [];
  let next = 0;
  for (const row of inbox) {
    // Nothing comes between a group and what it unfolds to.
    const isInside = row.kind === 'inbox' && row.group !== undefined;
    while (!isInside && next < page.length && made(page[next]) > made(row)) {
      rows.push(page[next++]);
    }
    rows.push(row);
  }
  return rows.concat(page.slice(next));
}
