/** What is snoozed, by when it wakes: in that order, and together. */

import type { INotification } from '@jupyter-notifications/core';

/** The soonest to wake first; of those that wake together, the newest. */
export function byWaking(
  entries: ReadonlyArray<INotification>
): INotification[] {
  const wakes = (entry: INotification) => Date.parse(entry.snoozed_until ?? '');
  return [...entries].sort((a, b) => wakes(a) - wakes(b) || 0);
}

/** Entries by until when they sleep; under null those that are awake by now. */
export function bySleep(
  entries: ReadonlyArray<INotification>,
  now = Date.now()
): ReadonlyMap<string | null, INotification[]> {
  const found = new Map<string | null, INotification[]>();
  for (const entry of entries) {
    const time = entry.snoozed_until;
    const until = time && Date.parse(time) > now ? time : null;
    found.set(until, [...(found.get(until) ?? []), entry]);
  }
  return found;
}
