/** An inbox as it is written in the browser's storage. */

import { readObject } from './answers';
import type { MemoryEntries } from './memoryentries';
import type { INotification, INotificationDraft } from './wire';

/** What is to be delivered later. */
export type IScheduled = INotificationDraft &
  Pick<INotification, 'id' | 'created' | 'updated'>;

/** All that is written. */
export interface ISnapshot extends MemoryEntries.ISnapshot {
  scheduled: IScheduled[];
}

/** Of how it is written; what was written in another is not read. */
const VERSION = 1;

/** Write it. */
export function writeSnapshot(snapshot: ISnapshot): string {
  return JSON.stringify({ version: VERSION, ...snapshot });
}

/** Read what is written. Throws if it is not ours. */
export function readSnapshot(raw: string): ISnapshot {
  const snapshot = readObject(JSON.parse(raw));
  if (
    snapshot.version !== VERSION ||
    !Array.isArray(snapshot.entries) ||
    !Array.isArray(snapshot.changedAt) ||
    !Array.isArray(snapshot.scheduled)
  ) {
    throw new TypeError('Not an inbox');
  }
  return snapshot as unknown as ISnapshot;
}

/** The browser's storage, or null where it is forbidden. */
export function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
