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
import type { ILastSeen, IPageEntries, IPageEntry } from '../interfaces';
import { ListQuery } from './listquery';
import { Listing } from './listing';
import { LastSeenInMemory } from './seeninmemory';
import { rowOf } from './rows';
import type { Row } from './rows';
import { Selection } from './selection';
import { StoreWatch } from './storewatch';
import { Verbs } from './verbs';

/** The model of one center. */
export class CenterModel implements IDisposable {
  constructor(options: CenterModel.IOptions) {
    this.notifications = options.notifications;
    this._pageEntries = options.pageEntries ?? null;
    this._listing = new Listing({
      notifications: options.notifications,
      filter: this.filter,
      lastSeen: options.lastSeen ?? new LastSeenInMemory(),
      pageEntries: this._pageEntries
    });
    this._listing.changed.connect(this._onList, this);
    this.notifications.changed.connect(this._emit, this);
    this.notifications.preferencesChanged.connect(this._emit, this);
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
    return this._listing.isOpen;
  }

  /** Tab, search and filter. */
  readonly filter = new ListQuery();

  /** The sources and topics seen so far. */
  readonly facets = new Facets();

  /** How the list is. */
  get state(): INotificationList['state'] {
    return this._listing.state;
  }

  get hasMore(): boolean {
    return this._listing.hasMore;
  }

  /** Arrivals that wait until the list is neither hovered nor scrolled. */
  get waiting(): number {
    return this._listing.waiting;
  }

  /** The rows that are shown, New before Earlier. */
  get rows(): ReadonlyArray<Row> {
    return this._listing.rows;
  }

  /** How many rows there are, loaded or not; -1 if that cannot be told. */
  get size(): number {
    return this._listing.size;
  }

  /** How many entries could be selected: what is loaded and does not wait. */
  get selectable(): number {
    return this._listing.entries.length;
  }

  /** What is selected, in the order of the list. */
  get selected(): ReadonlyArray<INotification> {
    return this.selection.among(this._listing.entries);
  }

  /**
   * The row that should get the focus as soon as it is there; '' for the one that Tab leads to.
   *
   * #### Notes
   * Nothing waits for long: it is null again once the list has been loaded or has changed without that row, and once the
   * focus went anywhere else.
   */
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
    this._listing.divide();
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
    this._listing.close();
    // What was loaded is not kept for the next opening.
    this.facets.see([]);
    this._forget();
    this._store.isOn = false;
    this.verbs.undoStack.resume();
    this.verbs.dismissProblem();
    this.filter.reset();
    this._isHelpOpen = false;
    this._emit();
  }

  /** Let arrivals wait, or show those that did. */
  hold(on: boolean): void {
    this._listing.hold(on);
  }

  /** Load the following page. */
  loadMore(): Promise<void> {
    return this._listing.loadMore();
  }

  /** Try to reach the server again. */
  async retry(): Promise<void> {
    await this.notifications.refresh().catch(() => undefined);
    await this._listing.retry();
    await this._store.ask();
  }

  /** Unfold a group, or fold it. */
  toggleGroup(key: string): void {
    this._listing.toggleGroup(key);
  }

  /** What an action on these goes to: everything that is selected, if they are. */
  targets(entries: ReadonlyArray<INotification>): ReadonlyArray<INotification> {
    const { selection } = this;
    const { length } = selection.among(entries);
    return length === entries.length ? this.selected : entries;
  }

  /** Select everything that is loaded. */
  selectAll(): void {
    this.selection.all(this._listing.entries);
  }

  /** Undo what was done last, and put the focus on what it was done to. */
  undo(): void {
    const first = this.verbs.undo()?.entries[0];
    // What was done to no entry leaves the focus in the list where it was.
    const here = this.rows.length > 0 ? '' : null;
    this.focusRow(first?.id ?? here);
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
    this._listing.dispose();
    this.filter.dispose();
    this._store.dispose();
    this.verbs.dispose();
    Signal.clearData(this);
  }

  private _openList(): void {
    this._forget();
    this._listing.open();
  }

  /** What was meant for one list does not go over to another. */
  private _forget(): void {
    this.focusKey = null;
    this.selection.clear();
  }

  private _onList(): void {
    const { items } = this._listing;
    this.facets.see(items);
    this.selection.keep(items);
    if (
      this.focusKey &&
      this.state === 'ready' &&
      rowOf(this.rows, this.focusKey) === null
    ) {
      this.focusKey = null;
    }
    this._emit();
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._version++;
      this._changed.emit();
    }
  }

  private readonly _pageEntries: IPageEntries | null;
  private readonly _listing: Listing;
  private _isHelpOpen = false;
  private readonly _store: StoreWatch;
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
