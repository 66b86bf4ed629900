/** Which entries fold into one row, and which of these rows are unfolded. */

import type {
  INotification,
  NotificationType
} from '@jupyter-notifications/core';

/** The worst first. */
const TYPES: ReadonlyArray<NotificationType> = [
  'error',
  'warning',
  'in-progress',
  'info',
  'success',
  'default'
];

/**
 * The rows that are unfolded.
 *
 * #### Notes
 * It is kept by the name of the group and not by its entries, so that it outlives whatever comes and goes in there.
 */
export class Folds {
  /** Whether a group shows its entries. */
  isUnfolded(key: string): boolean {
    return this._unfolded.has(key);
  }

  /** Fold a group, or unfold it. */
  toggle(key: string): void {
    if (!this._unfolded.delete(key)) {
      this._unfolded.add(key);
    }
  }

  private readonly _unfolded = new Set<string>();
}

/** The key of the row that an entry folds into; null if its producer named no group. */
export function groupKey(entry: INotification, isNew: boolean): string | null {
  return entry.group
    ? `group:${JSON.stringify([isNew, entry.source ?? '', entry.group])}`
    : null;
}

/** The type that says most about what a group is about. */
export function worstType(
  entries: ReadonlyArray<INotification>
): NotificationType {
  const types = new Set(entries.map(entry => entry.type ?? 'default'));
  return TYPES.find(type => types.has(type)) ?? 'default';
}

/** How many there are of each type, by type. */
export function countTypes(
  entries: ReadonlyArray<INotification>
): ReadonlyMap<NotificationType, number> {
  const counts = new Map<NotificationType, number>();
  for (const { type = 'default' } of entries) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}
