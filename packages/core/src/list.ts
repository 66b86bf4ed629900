/** A live list: pages that have been loaded, kept up to date. */

import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend } from './backend';
import { byArrival, matches } from './match';
import type { Overlay } from './overlay';
import type { INotificationList } from './tokens';
import type { INotification, IPage, IQuery } from './wire';

/**
 * Entries of one query as the server has them, shown through an overlay.
 *
 * #### Notes
 * Whatever is applied while a page is on its way is applied again when it has come, since the page may be older.
 */
export class NotificationList implements INotificationList {
  constructor(options: NotificationList.IOptions) {
    this.query = { ...options.query };
    this._load = options.load;
    this._overlay = options.overlay;
    this._pageSize = options.pageSize;
    this._onDisposed = options.onDisposed;
    void this.reload();
  }

  readonly query: Readonly<IQuery>;

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get items(): ReadonlyArray<INotification> {
    return this._shown.items;
  }

  get state(): 'loading' | 'ready' | 'failed' {
    return this._shown.state;
  }

  get total(): number | null {
    return this._shown.total;
  }

  get hasMore(): boolean {
    return this._shown.hasMore;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._onDisposed(this);
    Signal.clearData(this);
  }

  /** Load the pages again, as many as are loaded now. Never rejects: `state` says how it went. */
  reload(): Promise<void> {
    this._reloading ??= this._enqueue(() => {
      this._reloading = null;
      return this._loadAll();
    });
    return this._reloading;
  }

  /** Load the following page. Never rejects: `state` says how it went. */
  loadMore(): Promise<void> {
    this._loadingMore ??= this._enqueue(async () => {
      await this._loadNext();
      this._loadingMore = null;
    });
    return this._loadingMore;
  }

  /** An entry as the server has it, if it is loaded. */
  find(id: string): INotification | undefined {
    return this._entries.get(id);
  }

  /**
   * Take in what changed on the server.
   *
   * @returns whether the list has to be loaded again to know what belongs to it.
   */
  apply(
    items: ReadonlyArray<INotification>,
    removed: ReadonlyArray<string>
  ): boolean {
    this._missed?.push({ items, removed });
    if (!this._isLoaded) {
      return false;
    }
    const unsure = this._take({ items, removed });
    this.refresh();
    return unsure;
  }

  /** Look through the overlay again. */
  refresh(): void {
    const items: INotification[] = [];
    this._entries.forEach(entry => {
      const view = this._overlay.view(entry);
      if (view && matches(view, this.query)) {
        items.push(view);
      }
    });
    items.sort(byArrival);
    const hasMore = this._next !== null;
    const last = this._shown;
    const shown: Private.IShown = {
      items: Private.same(items, last.items) ? last.items : items,
      state: this._state,
      total:
        this._total === null
          ? null
          : Math.max(0, this._total - (this._entries.size - items.length)),
      hasMore
    };
    if (
      shown.items !== last.items ||
      shown.state !== last.state ||
      shown.total !== last.total ||
      shown.hasMore !== last.hasMore
    ) {
      this._shown = shown;
      this._changed.emit();
    }
    if (items.length === 0 && hasMore && this._state === 'ready') {
      void this.loadMore();
    }
  }

  private _take({ items, removed }: Private.IBatch): boolean {
    let unsure = false;
    for (const id of removed) {
      this._forget(id);
    }
    for (const item of items) {
      const known = this._entries.get(item.id);
      if (!matches(item, this.query)) {
        this._forget(item.id, item);
      } else if (
        this.query.q !== undefined &&
        !(known && known.title === item.title && known.body === item.body)
      ) {
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
    if (!this._covers(item)) {
      // It may have been there before, on a page that is not loaded.
      this._total = null;
      return;
    }
    if (this._total !== null) {
      const mayHaveMoved =
        this.query.state === 'all' && item.updated !== item.created;
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
      // Was it on a page that is not loaded? Only an entry that would have been loaded surely was not.
      const surelyNot =
        item && this._covers(item) && this.query.state !== 'snoozed';
      this._total = surelyNot ? this._total : null;
    }
  }

  private _covers(item: INotification): boolean {
    return this._next === null || item.arrived >= this._bound;
  }

  private _enqueue(job: () => Promise<void>): Promise<void> {
    const next = this._queue.then(() => (this._isDisposed ? undefined : job()));
    this._queue = next;
    return next;
  }

  private async _loadAll(): Promise<void> {
    const wanted = Math.max(this._pageSize, this._entries.size);
    const entries = new Map<string, INotification>();
    if (!this._isLoaded || this._state === 'failed') {
      this._state = 'loading';
      this.refresh();
    }
    await this._receive(async () => {
      let page: IPage;
      let before: string | undefined;
      do {
        const limit = Math.min(Private.MAX_PAGE, wanted - entries.size);
        page = await this._load(this.query, { before, limit });
        page.items.forEach(item => entries.set(item.id, item));
        before = page.next ?? undefined;
        this._bound = page.items[page.items.length - 1]?.arrived ?? '';
      } while (before && page.items.length > 0 && entries.size < wanted);
      this._entries = entries;
      this._next = page.next;
      this._total = page.total ?? null;
      this._isLoaded = true;
    });
  }

  private async _loadNext(): Promise<void> {
    if (this._next === null) {
      return;
    }
    const before = this._next;
    this._state = 'loading';
    this.refresh();
    await this._receive(async () => {
      const limit = this._pageSize;
      const page = await this._load(this.query, { before, limit });
      page.items.forEach(item => this._entries.set(item.id, item));
      this._next = page.next;
      this._bound = page.items[page.items.length - 1]?.arrived ?? this._bound;
      this._total = page.total ?? null;
    });
  }

  private async _receive(load: () => Promise<void>): Promise<void> {
    const missed: Private.IBatch[] = (this._missed = []);
    try {
      await load();
      this._state = 'ready';
    } catch {
      this._state = 'failed';
    }
    this._missed = null;
    if (this._isDisposed) {
      return;
    }
    if (this._isLoaded) {
      const unsure = missed.map(batch => this._take(batch)).some(Boolean);
      if (unsure && this._state === 'ready') {
        void this.reload();
      }
    }
    this.refresh();
  }

  private _load: NotificationList.Load;
  private _overlay: Overlay;
  private _pageSize: number;
  private _onDisposed: (list: NotificationList) => void;
  private _changed = new Signal<this, void>(this);
  private _entries = new Map<string, INotification>();
  private _next: string | null = null;
  private _bound = '';
  private _total: number | null = null;
  private _state: 'loading' | 'ready' | 'failed' = 'loading';
  private _isLoaded = false;
  private _isDisposed = false;
  private _missed: Private.IBatch[] | null = null;
  private _queue: Promise<void> = Promise.resolve();
  private _reloading: Promise<void> | null = null;
  private _loadingMore: Promise<void> | null = null;
  private _shown: Private.IShown = {
    items: [],
    state: 'loading',
    total: null,
    hasMore: false
  };
}

/** A namespace for `NotificationList` statics. */
export namespace NotificationList {
  /** How a page is loaded. */
  export type Load = (
    query: IQuery,
    options: IBackend.IPageOptions
  ) => Promise<IPage>;

  /** The options of a list. */
  export interface IOptions {
    query: IQuery;
    load: Load;
    overlay: Overlay;
    /** Entries a page, 100 at most. */
    pageSize: number;
    onDisposed: (list: NotificationList) => void;
  }
}

/** A namespace for private data. */
namespace Private {
  /** What the server gives at most. */
  export const MAX_PAGE = 100;

  /** What changed at once. */
  export interface IBatch {
    items: ReadonlyArray<INotification>;
    removed: ReadonlyArray<string>;
  }

  /** What the list says of itself. */
  export interface IShown {
    items: ReadonlyArray<INotification>;
    state: 'loading' | 'ready' | 'failed';
    total: number | null;
    hasMore: boolean;
  }

  /** Whether two arrays hold the same objects. */
  export function same<T>(a: ReadonlyArray<T>, b: ReadonlyArray<T>): boolean {
    return a.length === b.length && a.every((one, i) => one === b[i]);
  }
}
