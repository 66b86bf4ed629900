/** The list that a center shows: what is loaded of it, what waits, and the page's own entries among it. */

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
import type { ListQuery } from './listquery';
import { Looker } from './look';
import type { ILook } from './look';
import type { Row } from './rows';

/** The list of a center; empty until it is opened. */
export class Listing implements IDisposable {
  constructor(options: Listing.IOptions) {
    this._options = options;
    options.pageEntries?.changed.connect(this._emit, this);
  }

  /** Emitted when anything here changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isOpen(): boolean {
    return this._list !== null;
  }

  get state(): INotificationList['state'] {
    return this._list?.state ?? 'loading';
  }

  get hasMore(): boolean {
    return this._list?.hasMore ?? false;
  }

  /** What is loaded, the newest arrival first. */
  get items(): ReadonlyArray<INotification> {
    return this._list?.items ?? Private.NOTHING;
  }

  /** What is loaded and does not wait. */
  get entries(): ReadonlyArray<INotification> {
    return this._look().entries;
  }

  /** Arrivals that wait until the list is neither hovered nor scrolled. */
  get waiting(): number {
    return this.items.length - this.entries.length;
  }

  /** The rows that are shown, New before Earlier. */
  get rows(): ReadonlyArray<Row> {
    return this._look().rows;
  }

  /** How many rows there are, loaded or not; -1 if that cannot be told. */
  get size(): number {
    const { rows, entries } = this._look();
    if (!this.hasMore) {
      return rows.length;
    }
    const total = this._list?.total ?? null;
    // What is not loaded may fold into a group, or not.
    return total === null || rows.some(row => row.kind === 'group')
      ? -1
      : total - this.waiting + rows.length - entries.length;
  }

  /** Draw the line between New and Earlier where the center was last closed. */
  divide(): void {
    const seen = this._options.lastSeen.get();
    // A cursor from the future is of another store: everything in this one is new.
    const { seq } = this._options.notifications;
    this._seen = seq && seen > seq ? '' : seen;
  }

  /** Open the list that the filter asks for, in the place of any other. */
  open(): void {
    this._leave();
    const { notifications, filter } = this._options;
    this._list = notifications.open(filter.query);
    this._list.changed.connect(this._emit, this);
    this._emit();
  }

  /** Close it: what was there is not new any more. */
  close(): void {
    this._leave();
    this._closed = Date.now();
    const { notifications, lastSeen } = this._options;
    if (notifications.seq) {
      lastSeen.set(notifications.seq);
    }
  }

  /** Load the following page. */
  async loadMore(): Promise<void> {
    await this._list?.loadMore().catch(() => undefined);
  }

  /** Load it again, if that failed. */
  async retry(): Promise<void> {
    if (this._list?.state === 'failed') {
      await this._list.reload().catch(() => undefined);
    }
  }

  /** Let arrivals wait, or show those that did. */
  hold(on: boolean): void {
    if (on === (this._hold !== null)) {
      return;
    }
    // An empty list has nothing that could move under the pointer.
    const { items } = this;
    this._hold = on && items.length > 0 ? new Hold(items) : null;
    this._emit();
  }

  /** Unfold a group, or fold it. */
  toggleGroup(key: string): void {
    this._looker.toggle(key);
    this._emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._leave();
    Signal.clearData(this);
  }

  private _leave(): void {
    this._list?.changed.disconnect(this._emit, this);
    this._list?.dispose();
    this._list = null;
    this._hold = null;
  }

  private _look(): ILook {
    return this._looker.look({
      items: this.items,
      pages: this._pages(),
      isAsleep: this._options.filter.tab === 'snoozed',
      hold: this._hold,
      seen: this._seen,
      closed: this._closed
    });
  }

  private _pages(): ReadonlyArray<IPageEntry> {
    const { pageEntries, filter } = this._options;
    const { tab, filters } = filter;
    // What is of the page has a type, but neither source nor topic.
    const cannotMatch = !!filters.source || !!filters.topic;
    if (!pageEntries || tab !== 'all' || cannotMatch) {
      return [];
    }
    const words = filter.search.toLocaleLowerCase().split(/\s+/);
    return pageEntries.items.filter(
      entry =>
        (filters.type ?? entry.type) === entry.type &&
        words.every(word => entry.message.toLocaleLowerCase().includes(word))
    );
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private readonly _options: Listing.IOptions;
  private _list: INotificationList | null = null;
  private _hold: Hold | null = null;
  private readonly _looker = new Looker();
  private _seen = '';
  private _closed = 0;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}

/** A namespace for `Listing` statics. */
export namespace Listing {
  /** What a list is made with. */
  export interface IOptions {
    readonly notifications: INotifications;
    readonly filter: ListQuery;
    readonly lastSeen: ILastSeen;
    readonly pageEntries: IPageEntries | null;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Always the same, so that nothing seems to change. */
  export const NOTHING: ReadonlyArray<INotification> = [];
}
