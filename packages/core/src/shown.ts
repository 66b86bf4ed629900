/** What a list says of itself, and whether that is news. */

import type { INotificationList } from './tokens';

/** What a list says of itself. */
export type IShown = Pick<
  INotificationList,
  'items' | 'state' | 'total' | 'hasMore'
>;

/** What it says before anything was loaded. */
export const NOTHING_YET: IShown = {
  items: [],
  state: 'loading',
  total: null,
  hasMore: false
};

/** Whether two arrays hold the same objects. */
export function same<T>(a: ReadonlyArray<T>, b: ReadonlyArray<T>): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** Whether there is anything new to say. */
export function differ(a: IShown, b: IShown): boolean {
  return (
    a.items !== b.items ||
    a.state !== b.state ||
    a.total !== b.total ||
    a.hasMore !== b.hasMore
  );
}
