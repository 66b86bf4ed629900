/** What unread means, for an entry: of its own, so that the badge needs nothing of the center to know. */

import type { INotification } from '@jupyter-notifications/core';

/** Whether an entry waits to be read. What is in progress never does. */
export function isUnread(entry: INotification): boolean {
  return !entry.read && entry.type !== 'in-progress';
}
