/** What the center shows and does, without a DOM: tab, search, filter, rows, what waits, and the verbs of a card. */

import type {
  INotification,
  INotificationList,
  INotifications
} from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { Facets } from './facets';
import { Hold } from './hold';
import type { ILastSeen, IPageEntries, IPageEntry } from '../interfaces';
import { ListQuery } from './listquery';
import { Looker } from './look';
import type { ILook } from './look';
import { LastSeenInMemory } from './seeninmemory';
import type { Row } from './rows';
import { Selection } from './selection';
import { StoreWatch } from './storewatch';
import { Verbs } from './verbs';

/** The model of one center. */
export class CenterModel implements IDisposable {
  constructor(options: CenterModel.IOptions) {
    this.notifications = options.notifications;
    this._pageEntries = options.pageEntries ?? null;
    this._lastSeen = options.lastSeen ?? new LastSeenInMemory();
    this.notifications.changed.connect(this._emit, this);
    this.notifications.preferencesChanged.connect(this._emit, this);
    this._pageEntries?.changed.connect(this._emit, this);
    this.verbs = new Verbs(options.notifications);
    this.verbs.changed.connect(this._emit, this);
    this._store = new StoreWatch(options.notifications, this.verbs);
    this.selection.changed.connect(this._emit, this);
    this.filter.typed.connect(this._emit, this);
    this.filter.changed.connect(this._openList, this);
  }

  /** The inbox. */
  readonly notifications: INotifications;

  /** What can be done with an entry. */
  readonly verbs: Verbs;

  /** What is selected. */
  readonly selection = new Selection();

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

  /** The sources and topics seen so far. */
  readonly facets = new Facets();

  /** How the list is. */
  get state(): INotificationList['state'] {
    return this._list?.state ?? 'loading';
  }

  get hasMore(): boolean {
    return this._list?.hasMore ?? false;
  }

  /** Arrivals that wait until the list is neither hovered nor scrolled. */
  get waiting(): number {
    return this._items().length - this._look().entries.length;
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

  /** How many entries could be selected: what is loaded and does not wait. */
  get selectable(): number {
    return this._look().entries.length;
  }

  /** What is selected, in the order of the list. */
  get selected(): ReadonlyArray<INotification> {
    return this.selection.among(this._look().entries);
  }

  /** The row that should get the focus as soon as it is there; '' for the one that Tab leads to. */
  focusKey: string | null = null;

  /** Whether the keys are listed over the center. */
  get isHelpOpen(): boolean {
    return this._isHelpOpen;
  }
  set isHelpOpen(isOpen: boolean) {
    this._isHelpOpen = isOpen;
    this._emit();
  }

  /** Start showing the inbox. */
  open(): void {
    const seen = this._lastSeen.get();
    // A cursor from the future is of another store: everything in this one is new.
    const { seq } = this.notifications;
    this._seen = seq && seen > seq ? '' : seen;
    this._openList();
    this._store.isOn = true;
    void this._store.ask();
    // Not known, nothing is muted, and do not disturb is off.
    this.notifications.fetchPreferences().catch(() => undefined);
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
    this._isHelpOpen = false;
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

  /** Unfold a group, or fold it. */
  toggleGroup(key: string): void {
    this._looker.toggle(key);
    this._emit();
  }

  /** What an action on these goes to: everything that is selected, if they are. */
  targets(entries: ReadonlyArray<INotification>): ReadonlyArray<INotification> {
    const { selection } = this;
    const { length } = selection.among(entries);
    return length === entries.length ? this.selected : entries;
  }

  /** Select everything that is loaded. */
  selectAll(): void {
    this.selection.all(this._look().entries);
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
    this.selection.clear();
  }

  private _onList(): void {
    this.facets.see(this._items());
    this.selection.keep(this._items());
    this._emit();
  }

  private _look(): ILook {
    return this._looker.look({
      items: this._items(),
      pages: this._pages(),
      isAsleep: this.filter.tab === 'snoozed',
      hold: this._hold,
      seen: this._seen,
      closed: this._closed
    });
  }

  private _items(): ReadonlyArray<INotification> {
    return this._list?.items ?? Private.NOTHING;
  }

  private _pages(): ReadonlyArray<IPageEntry> {
    const { tab, filters } = this.filter;
    // What is of the page has a type, but neither source nor topic.
    const cannotMatch = !!filters.source || !!filters.topic;
    if (!this._pageEntries || tab !== 'all' || cannotMatch) {
      return [];
    }
    const words = this.filter.search.toLocaleLowerCase().split(/\s+/);
    return this._pageEntries.items.filter(
      entry =>
        (filters.type ?? entry.type) === entry.type &&
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
  private _list: INotificationList | null = null;
  private _hold: Hold | null = null;
  private readonly _looker = new Looker();
  private _isHelpOpen = false;
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

/** A namespace for private data. */
namespace Private {
  /** Always the same, so that nothing seems to change. */
  export const NOTHING: ReadonlyArray<INotification> = [];
}
