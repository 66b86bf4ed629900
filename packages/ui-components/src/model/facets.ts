/** The sources and topics that entries were seen with: what a list can be narrowed down to. */

import type { INotification, IPreferences } from '@jupyter-notifications/core';

/** What was seen while the page is open. */
export class Facets {
  /**
   * Remember what these came from and are about.
   *
   * @param entries - What a list has now. Only what it did not have in the same place before is looked at: in a burst a
   *   list changes many times a second, at one of its ends.
   */
  see(entries: ReadonlyArray<INotification>): void {
    const before = this._last;
    this._last = entries;
    const { start, end } = Private.changed(before, entries);
    for (let i = start; i < end; i++) {
      const { source, topic } = entries[i];
      if (source) {
        this._sources.add(source);
      }
      if (topic) {
        this._topics.add(topic);
      }
    }
  }

  /** The sources seen so far and the muted ones, in the order of the alphabet. */
  sources(preferences: IPreferences | null): ReadonlyArray<string> {
    return Private.sorted(this._sources, preferences?.muted_sources);
  }

  /** The topics seen so far and the muted ones, in the order of the alphabet. */
  topics(preferences: IPreferences | null): ReadonlyArray<string> {
    return Private.sorted(this._topics, preferences?.muted_topics);
  }

  private _last: ReadonlyArray<INotification> = [];
  private readonly _sources = new Set<string>();
  private readonly _topics = new Set<string>();
}

/** A namespace for private functions. */
namespace Private {
  /** Where a list is another than before, past what is the same at its beginning and at its end. */
  export function changed(
    before: ReadonlyArray<unknown>,
    now: ReadonlyArray<unknown>
  ): { start: number; end: number } {
    if (before === now) {
      return { start: now.length, end: now.length };
    }
    const shorter = Math.min(before.length, now.length);
    let start = 0;
    while (start < shorter && before[start] === now[start]) {
      start++;
    }
    let same = 0;
    while (
      same < shorter - start &&
      before[before.length - 1 - same] === now[now.length - 1 - same]
    ) {
      same++;
    }
    return { start, end: now.length - same };
  }

  /** Both together, each word once. */
  export function sorted(
    seen: ReadonlySet<string>,
    muted: ReadonlyArray<string> = []
  ): ReadonlyArray<string> {
    return [...new Set([...seen, ...muted])].sort((a, b) => a.localeCompare(b));
  }
}
