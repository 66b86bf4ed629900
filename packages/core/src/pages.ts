/** The loaded part of one list, as the server has it. */

import { matches } from './match';
import type { INotification, IPage, IQuery } from './wire';

/** Entries from the newest arrival down to where loading has come, and how many there are in all. */
export class Pages {
  constructor(query: IQuery) {
    this._query = query;
  }

  /** Whether the first page has come. */
  get isLoaded(): boolean {
    return this._isLoaded;
  }

  /** How many are loaded. */
  get size(): number {
    return this._entries.size;
  }

  /** `before` of the following page; null when everything is loaded. */
  get next(): string | null {
    return this._next;
  }

  /** How many there are in all, or null if that cannot be told. */
  get total(): number | null {
    return this._total;
  }

  /** What is loaded, in no order. */
  get entries(): IterableIterator<INotification> {
    return this._entries.values();
  }

  /** One entry, if it is loaded. */
  get(id: string): INotification | undefined {
    return this._entries.get(id);
  }

  /** Add the following page. */
  append(page: IPage): void {
    page.items.forEach(item => this._entries.set(item.id, item));
    this._bound = page.items[page.items.length - 1]?.arrived ?? this._bound;
    this._next = page.next;
    this._total = page.total ?? null;
    this._isLoaded = true;
  }

  /**
   * Take in what changed on the server.
   *
   * @returns whether the pages have to be loaded again to know what belongs to them.
   */
  take({ items, removed }: Pages.IChange): boolean {
    let unsure = false;
    removed.forEach(id => this._forget(id));
    for (const item of items) {
      const known = this._entries.get(item.id);
      if (!matches(item, this._query)) {
        this._forget(item.id, item);
      } else if (this._query.q !== undefined && !Pages.reads(known, item)) {
        unsure = true;
      } else if (known) {
        this._entries.set(item.id, item);
      } else {
        this._add(item);
      }
    }
    if (this._next === null && this._total !== null) {
      this._total = this._entries.size;
    }
    return unsure;
  }

  private _add(item: INotification): void {
    if (!this.covers(item)) {
      // It may have been there before, on a page that is not loaded.
      this._total = null;
      return;
    }
    if (this._total !== null) {
      const mayHaveMoved =
        this._query.state === 'all' && item.updated !== item.created;
      this._total = mayHaveMoved ? null : this._total + 1;
    }
    this._entries.set(item.id, item);
  }

  private _forget(id: string, item?: INotification): void {
    if (this._entries.delete(id)) {
      if (this._total !== null) {
        this._total -= 1;
      }
    } else if (this._next !== null) {
      // Was it on a page that is not loaded? Surely not if it would have been loaded.
      const surelyNot =
        item && this.covers(item) && this._query.state !== 'snoozed';
      this._total = surelyNot ? this._total : null;
    }
  }

  /** Whether loading has come as far as to where an entry has its place. */
  covers(item: INotification): boolean {
    return this._next === null || item.arrived >= this._bound;
  }

  private _query: IQuery;
  private _entries = new Map<string, INotification>();
  private _next: string | null = null;
  private _bound = '';
  private _total: number | null = null;
  private _isLoaded = false;
}

/** A namespace for `Pages` statics. */
export namespace Pages {
  /** What changed at once. */
  export interface IChange {
    items: ReadonlyArray<INotification>;
    removed: ReadonlyArray<string>;
  }

  /** Whether an entry still reads the same, so that words found in it are still there. */
  export function reads(
    known: INotification | undefined,
    item: INotification
  ): boolean {
    return !!known && known.title === item.title && known.body === item.body;
  }
}
