/** A live list: pages that have been loaded, kept up to date. */

import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend } from './backend';
import { byArrival, matches } from './match';
import type { Overlay } from './overlay';
import { Pages } from './pages';
import { NOTHING_YET, differ, same } from './shown';
import type { IShown } from './shown';
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
    this._pages = new Pages(this.query);
    this._load = options.load;
    this._overlay = options.overlay;
    this._pageSize = options.pageSize;
    this._asked = options.pageSize;
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
    return this._pages.get(id);
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
    if (!this._pages.isLoaded) {
      return false;
    }
    const unsure = this._pages.take({ items, removed });
    this.refresh();
    return unsure;
  }

  /** Look through the overlay again. */
  refresh(): void {
    const shown = new Map<string, INotification>();
    for (const entry of this._candidates()) {
      const view = this._overlay.view(entry);
      if (view && matches(view, this.query)) {
        shown.set(view.id, view);
      }
    }
    const items = [...shown.values()].sort(byArrival);
    const { total, size, next } = this._pages;
    const last = this._shown;
    this._shown = {
      items: same(items, last.items) ? last.items : items,
      state: this._state,
      total: total === null ? null : Math.max(0, total - size + items.length),
      hasMore: next !== null
    };
    if (differ(this._shown, last)) {
      this._changed.emit();
    }
    if (items.length === 0 && next !== null && this._state === 'ready') {
      void this.loadMore();
    }
  }

  /** What the list may show: what is loaded, and what own changes that are on their way may bring into it. */
  private *_candidates(): Iterable<INotification> {
    const pages = this._pages;
    if (pages.isLoaded && this.query.q === undefined) {
      for (const entry of this._overlay.patched) {
        if (!pages.get(entry.id) && pages.covers(entry)) {
          yield entry;
        }
      }
    }
    yield* pages.entries;
  }

  private _enqueue(job: () => Promise<void>): Promise<void> {
    const next = this._queue.then(() => (this._isDisposed ? undefined : job()));
    this._queue = next;
    return next;
  }

  private async _loadAll(): Promise<void> {
    // What came by itself since is not asked for again beyond one request: in a burst that would be without end.
    const wanted = Math.max(
      this._asked,
      Math.min(this._pages.size, Private.MAX_PAGE)
    );
    const pages = new Pages(this.query);
    if (!this._pages.isLoaded || this._state === 'failed') {
      this._state = 'loading';
      this.refresh();
    }
    await this._receive(async () => {
      do {
        const limit = Math.min(Private.MAX_PAGE, wanted - pages.size);
        const before = pages.next ?? undefined;
        pages.append(await this._load(this.query, { before, limit }));
      } while (pages.next !== null && pages.size < wanted);
      this._pages = pages;
    });
  }

  private async _loadNext(): Promise<void> {
    const before = this._pages.next;
    if (before === null) {
      return;
    }
    this._state = 'loading';
    this.refresh();
    await this._receive(async () => {
      const limit = this._pageSize;
      this._pages.append(await this._load(this.query, { before, limit }));
      this._asked = this._pages.size;
    });
  }

  private async _receive(load: () => Promise<void>): Promise<void> {
    const missed: Pages.IChange[] = (this._missed = []);
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
    if (this._state === 'ready') {
      const unsure = missed.filter(change => this._pages.take(change));
      if (unsure.length > 0) {
        void this.reload();
      }
    }
    this.refresh();
  }

  private _pages: Pages;
  private _load: NotificationList.Load;
  private _overlay: Overlay;
  private _pageSize: number;
  private _asked: number;
  private _onDisposed: (list: NotificationList) => void;
  private _changed = new Signal<this, void>(this);
  private _state: 'loading' | 'ready' | 'failed' = 'loading';
  private _isDisposed = false;
  private _missed: Pages.IChange[] | null = null;
  private _queue: Promise<void> = Promise.resolve();
  private _reloading: Promise<void> | null = null;
  private _loadingMore: Promise<void> | null = null;
  private _shown: IShown = NOTHING_YET;
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
}
