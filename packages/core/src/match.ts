/** What an entry's state means: which lists it belongs to, and whether it counts as unread. */

import type {
  INotification,
  INotificationContent,
  IPreferencesChange,
  IQuery,
  IStateChange
} from './wire';

/** The newest arrival first; the id settles what cannot happen. */
export function byArrival(a: INotification, b: INotification): number {
  if (a.arrived !== b.arrived) {
    return a.arrived < b.arrived ? 1 : -1;
  }
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** Whether the badge counts it: unread, in the inbox, and not still in progress. */
export function countsAsUnread(entry: INotification): boolean {
  return matchesState(entry, 'unread');
}

/**
 * Whether an entry belongs to a list, as far as that can be told without the server.
 *
 * #### Notes
 * Words to find (`q`) are the server's business: they are not looked at here. An entry is snoozed while it says so;
 * the server wakes it by its own clock, and this page's may be wrong.
 */
export function matches(entry: INotification, query: IQuery): boolean {
  return (
    matchesState(entry, query.state ?? 'inbox') &&
    (query.type === undefined || (entry.type ?? 'default') === query.type) &&
    (query.source === undefined || entry.source === query.source) &&
    (query.topic === undefined || entry.topic === query.topic) &&
    (query.group === undefined || entry.group === query.group)
  );
}

/** Whether an entry arrives as read, by what its recipient has set. */
export function isMuted(
  { source, topic }: INotificationContent,
  { muted_sources, muted_topics }: IPreferencesChange
): boolean {
  return (
    (source !== undefined && !!muted_sources?.includes(source)) ||
    (topic !== undefined && !!muted_topics?.includes(topic))
  );
}

/** The query as the server takes it: what is empty is left out. */
export function normalized(query: IQuery): IQuery {
  const asked = { ...query };
  asked.q = asked.q?.trim().slice(0, 256);
  const entries = Object.entries(asked).filter(([, value]) => !!value);
  return Object.fromEntries(entries) as IQuery;
}

/** Whether a list is the plain inbox. */
export function isInbox(query: IQuery): boolean {
  const { state, ...filters } = query;
  return (
    (state ?? 'inbox') === 'inbox' &&
    Object.values(filters).every(value => value === undefined)
  );
}

/** Whether the server gives a total for the query: only when nothing but `state` is asked for. */
export function hasTotal(query: IQuery): boolean {
  return isInbox({ ...query, state: undefined });
}

/** The entry with its state changed; what is unset is absent, as in the server's answers. */
export function withState(
  entry: INotification,
  change: IStateChange
): INotification {
  const changed = { ...entry };
  if (change.read !== undefined) {
    delete changed.read;
    if (change.read) {
      changed.read = true;
    }
  }
  if (change.archived !== undefined) {
    delete changed.archived;
    if (change.archived) {
      changed.archived = true;
    }
  }
  if (change.snoozed_until !== undefined) {
    delete changed.snoozed_until;
    if (change.snoozed_until !== null) {
      changed.snoozed_until = change.snoozed_until;
    }
  }
  return changed;
}

function matchesState(
  entry: INotification,
  state: NonNullable<IQuery['state']>
): boolean {
  const archived = entry.archived === true;
  const snoozed = entry.snoozed_until !== undefined;
  switch (state) {
    case 'all':
      return true;
    case 'archived':
      return archived;
    case 'snoozed':
      return snoozed;
    case 'inbox':
      return !archived && !snoozed;
    case 'unread':
      return (
        !archived && !snoozed && !entry.read && entry.type !== 'in-progress'
      );
  }
}
