/** Keeps the cards of a list where they are while they are looked at: what arrives meanwhile waits. */

import type { INotification } from '@jupyter-notifications/core';

/** The places of the cards, as they were when it began. */
export class Hold {
  constructor(entries: ReadonlyArray<INotification>) {
    this._places = new Map(entries.map(entry => [entry.id, entry.arrived]));
    this._newest = entries.reduce(
      (newest, { arrived }) => (arrived > newest ? arrived : newest),
      ''
    );
  }

  /** Which entries wait: they were not there, and would stand above all that were. */
  waits(entry: INotification): boolean {
    return !this._places.has(entry.id) && entry.arrived > this._newest;
  }

  /** The entries that do not wait, in the places that they had. */
  arrange(entries: ReadonlyArray<INotification>): INotification[] {
    const place = (entry: INotification) =>
      this._places.get(entry.id) ?? entry.arrived;
    return entries
      .filter(entry => !this.waits(entry))
      .sort((a, b) => (place(a) < place(b) ? 1 : place(a) > place(b) ? -1 : 0));
  }

  private readonly _places: Map<string, string>;
  private readonly _newest: string;
}
