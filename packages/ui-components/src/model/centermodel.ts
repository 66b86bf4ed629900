/** What the center shows and does, without a DOM: tab, search, filter, rows, what waits, and the verbs of a card. */

import type {
  INotification,
  INotificationList,
  INotifications
} from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { Hold } from './hold';
import type { ILastSeen, IPageEntries, IPageEntry } from '../interfaces';
import { ListQuery } from './listquery';
import { LastSeenInMemory } from './seeninmemory';
import { arrange } from './rows';
import type { Row } from './rows';
import { StoreWatch } from './storewatch';
import { Verbs } from './verbs';

/** The model of one center. */
export class CenterModel implements IDisposable {
  constructor(options: CenterModel.IOptions) {
    this.notifications = options.notifications;
    this._pageEntries = options.pageEntries ?? null;
    this._lastSeen = options.lastSeen ?? new LastSeenInMemory();
    this.notifications.changed.connect(this._emit, this);
    this._pageEntries?.changed.connect(this._emit, this);
    this.verbs = new Verbs(options.notifications);
    this.verbs.changed.connect(this._emit, this);
    this._store = new StoreWatch(options.notifications, this.verbs);
    this.filter.typed.connect(this._emit, this);
    this.filter.changed.connect(this._openList, this);
  }

  /** The inbox. */
  readonly notifications: INotifications;

  /** What can be done with an entry. */
  readonly verbs: Verbs;

  /** Emitted when anything here changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Grows with every change. */
  get version(): number {
    return this._version;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isOpen(): boolean {
    return this._list !== null;
  }

  /** Tab, search and filter. */
  readonly filter = new ListQuery();

  /** The sources seen so far, in the order of the alphabet. */
  get sources(): ReadonlyArray<string> {
    return [...this._sources].sort((a, b) => a.localeCompare(b));
  }

  /** How the list is. */
  get state(): INotificationList['state'] {
    return this._list?.state ?? 'loading';
  }

  get hasMore(): boolean {
    return this._list?.hasMore ?? false;
  }

  /** Arrivals that wait until the list is neither hovered nor scrolled. */
  get waiting(): number {
    const hold = this._hold;
    return hold ? this._items().filter(one => hold.waits(one)).length : 0;
  }

  /** The rows that are shown, New before Earlier. */
  get rows(): ReadonlyArray<Row> {
    const entries = this._hold?.arrange(this._items()) ?? this._items();
    return arrange(entries, this._pages(), this._seen, this._closed);
  }

  /** How many rows there are, loaded or not; -1 if the server has not said. */
  get size(): number {
    if (!this.hasMore) {
      return this.rows.length;
    }
    const total = this._list?.total ?? null;
    return total === null ? -1 : total - this.waiting + this._pages().length;
  }

  /** The row that should get the focus as soon as it is there. */
  focusKey: string | null = null;

  /** Start showing the inbox. */
  open(): void {
    const seen = this._lastSeen.get();
    // A cursor from the future is of another store: everything in this one is new.
    const { seq } = this.notifications;
    this._seen = seq && seen > seq ? '' : seen;
    this._openList();
    this._store.isOn = true;
    void this._store.ask();
  }

  /** Stop showing the inbox: what was there is not new any more. */
  close(): void {
    if (!this.isOpen) {
      return;
    }
    this._closeList();
    this._store.isOn = false;
    this.verbs.undoStack.resume();
    this.verbs.dismissProblem();
    this.filter.reset();
    this._closed = Date.now();
    if (this.notifications.seq) {
      this._lastSeen.set(this.notifications.seq);
    }
    this._emit();
  }

  /** Let arrivals wait, or show those that did. */
  hold(on: boolean): void {
    if (on === (this._hold !== null)) {
      return;
    }
    // An empty list has nothing that could move under the pointer.
    const items = this._items();
    this._hold = on && items.length > 0 ? new Hold(items) : null;
    this._emit();
  }

  /** Load the following page. */
  async loadMore(): Promise<void> {
    await this._list?.loadMore().catch(() => undefined);
  }

  /** Try to reach the server again. */
  async retry(): Promise<void> {
    await this.notifications.refresh().catch(() => undefined);
    if (this._list?.state === 'failed') {
      await this._list.reload().catch(() => undefined);
    }
    await this._store.ask();
  }

  /** Undo what was done last, and put the focus on what it was done to. */
  undo(): void {
    const first = this.verbs.undo()?.entries[0];
    this.focusRow(first?.id ?? this.rows[0]?.key);
  }

  /** Take an entry off this page. */
  dismiss(entry: IPageEntry): void {
    this._pageEntries?.dismiss(entry.id);
  }

  /** Mark as read what arrived so far and is within the search and the filter. */
  markAllRead(): Promise<void> {
    const query = this.filter.narrowed;
    const isAll = Object.keys(query).length === 0;
    return this.verbs.markAllRead(isAll ? undefined : query);
  }

  /** Bring the focus to a row as soon as it is there. */
  focusRow(key: string | null | undefined): void {
    this.focusKey = key ?? null;
    this._emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._closeList();
    this.filter.dispose();
    this._store.dispose();
    this.verbs.dispose();
    Signal.clearData(this);
  }

  private _openList(): void {
    this._closeList();
    this._list = this.notifications.open(this.filter.query);
    this._list.changed.connect(this._onList, this);
    this._onList();
  }

  private _closeList(): void {
    this._list?.changed.disconnect(this._onList, this);
    this._list?.dispose();
    this._list = null;
    this._hold = null;
    // What was to come in that list does not take the focus in another.
    this.focusKey = null;
  }

  private _onList(): void {
    for (const { source } of this._items()) {
      if (source) {
        this._sources.add(source);
      }
    }
    this._emit();
  }

  private _items(): ReadonlyArray<INotification> {
    return this._list?.items ?? [];
  }

  private _pages(): ReadonlyArray<IPageEntry> {
    if (!this._pageEntries || this.filter.tab !== 'all' || this.filter.source) {
      return [];
    }
    const words = this.filter.search.toLocaleLowerCase().split(/\s+/);
    return this._pageEntries.items.filter(entry =>
      words.every(word => entry.message.toLocaleLowerCase().includes(word))
    );
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._version++;
      this._changed.emit();
    }
  }

  private readonly _pageEntries: IPageEntries | null;
  private readonly _lastSeen: ILastSeen;
  private readonly _sources = new Set<string>();
  private _list: INotificationList | null = null;
  private _hold: Hold | null = null;
  private readonly _store: StoreWatch;
  private _seen = '';
  private _closed = 0;
  private _version = 0;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}

/** A namespace for `CenterModel` statics. */
export namespace CenterModel {
  /** What a model is made with. */
  export interface IOptions {
    readonly notifications: INotifications;
    readonly pageEntries?: IPageEntries;
    readonly lastSeen?: ILastSeen;
  }
}
