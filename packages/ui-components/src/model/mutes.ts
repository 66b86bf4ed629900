/** What is muted: sources and topics whose notifications arrive as read. */

import type {
  INotification,
  IPreferences,
  IPreferencesChange
} from '@jupyter-notifications/core';

/** A source or a topic. */
export type Muteable =
  | { readonly source: string; readonly topic?: undefined }
  | { readonly topic: string; readonly source?: undefined };

/** The name of a source or a topic. */
export function nameOf(what: Muteable): string {
  return what.source ?? what.topic;
}

/** What could be muted because of an entry: its source, its topic. */
export function muteables(entry: INotification): Muteable[] {
  return [
    ...(entry.source ? [{ source: entry.source }] : []),
    ...(entry.topic ? [{ topic: entry.topic }] : [])
  ];
}

/** Whether it is muted. Nothing is before the preferences are known. */
export function isMuted(
  preferences: IPreferences | null,
  what: Muteable
): boolean {
  return (
    (what.source === undefined
      ? preferences?.muted_topics.includes(what.topic)
      : preferences?.muted_sources.includes(what.source)) ?? false
  );
}

/** Everything that is muted, sources before topics, in the order of the alphabet. */
export function allMuted(preferences: IPreferences | null): Muteable[] {
  const sorted = (words: ReadonlyArray<string> = []) =>
    [...words].sort((a, b) => a.localeCompare(b));
  return [
    ...sorted(preferences?.muted_sources).map(source => ({ source })),
    ...sorted(preferences?.muted_topics).map(topic => ({ topic }))
  ];
}

/** The change that mutes it, or no longer does, whatever else is muted meanwhile. */
export function withMuted(
  what: Muteable,
  muted: boolean
): (latest: IPreferences) => IPreferencesChange {
  const change = (words: ReadonlyArray<string>, word: string) => [
    ...words.filter(one => one !== word),
    ...(muted ? [word] : [])
  ];
  return latest =>
    what.source === undefined
      ? { muted_topics: change(latest.muted_topics, what.topic) }
      : { muted_sources: change(latest.muted_sources, what.source) };
}
