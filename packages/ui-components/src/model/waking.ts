/** The order of what is snoozed: by when it wakes. */

import type { INotification } from '@jupyter-notifications/core';

/** The soonest to wake first; of those that wake together, the newest. */
export function byWaking(
  entries: ReadonlyArray<INotification>
): INotification[] {
  const wakes = (entry: INotification) => Date.parse(entry.snoozed_until ?? '');
  return [...entries].sort((a, b) => wakes(a) - wakes(b) || 0);
}
