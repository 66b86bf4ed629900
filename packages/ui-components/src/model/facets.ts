/** The sources and topics that entries were seen with: what a list can be narrowed down to. */

import type { INotification, IPreferences } from '@jupyter-notifications/core';

/** What was seen while the page is open. */
export class Facets {
  /** Remember what these came from and are about. */
  see(entries: ReadonlyArray<INotification>): void {
    for (const { source, topic } of entries) {
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

  private readonly _sources = new Set<string>();
  private readonly _topics = new Set<string>();
}

/** A namespace for private functions. */
namespace Private {
  /** Both together, each word once. */
  export function sorted(
    seen: ReadonlySet<string>,
    muted: ReadonlyArray<string> = []
  ): ReadonlyArray<string> {
    return [...new Set([...seen, ...muted])].sort((a, b) => a.localeCompare(b));
  }
}
