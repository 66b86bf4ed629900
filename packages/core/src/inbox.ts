/** The inbox as other packages see it, over any backend. */

import { DataConnector } from '@jupyterlab/statedb';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend } from './backend';
import { Deletions } from './deletions';
import { NotificationList } from './list';
import { isInbox, normalized } from './match';
import { Preferences } from './preferences';
import { Sync } from './sync';
import type {
  INotificationList,
  INotifications,
  IPendingRemoval
} from './tokens';
import { Turns } from './turns';
import { Verbs } from './verbs';
import type {
  IChanged,
  INotification,
  INotificationDraft,
  IPage,
  IPreferences,
  IQuery,
  IStateChange,
  IStatus,
  PostAnswer
} from './wire';

/** Notifications over any backend. */
export class Inbox
  extends DataConnector<INotification, IStateChange, string, IQuery>
  implements INotifications
{
  constructor(options: Inbox.IOptions) {
    super();
    this._pageSize = options.pageSize ?? Private.PAGE_SIZE;
    this._sync = new Sync({
      backend: options.backend,
      hintInterval: options.hintInterval ?? Private.HINT_INTERVAL
    });
    const turns = new Turns();
    this._verbs = new Verbs(this._sync, turns);
    this._deletions = new Deletions({
      sync: this._sync,
      turns,
      holdTime: options.holdTime ?? Private.UNDO_MS
    });
    this._preferences = new Preferences({ backend: options.backend });
    this._preferences.changed.connect(
      (_, preferences) => this._preferencesChanged.emit(preferences),
      this
    );
    this._sync.changed.connect((_, change) => this._changed.emit(change), this);
    this._sync.elseChanged.connect(
      () => this._preferences.mayHaveChanged(),
      this
    );
  }

  get changed(): ISignal<this, INotifications.IChange> {
    return this._changed;
  }

  get disposed(): ISignal<this, void> {
    return this._disposed;
  }

  get unread(): number {
    const { count, overlay } = this._sync;
    return Math.max(0, count.value - overlay.hiddenUnread);
  }

  get items(): ReadonlyArray<INotification> {
    for (const list of this._sync.lists) {
      if (isInbox(list.query)) {
        return list.items;
      }
    }
    return Private.NO_ITEMS;
  }

  get connection(): INotifications.Connection {
    return this._sync.backend.connection;
  }

  get lastUpdated(): Date | null {
    return this._sync.lastUpdated;
  }

  get status(): IStatus | null {
    return this._status;
  }

  get preferences(): IPreferences | null {
    return this._preferences.value;
  }

  get preferencesChanged(): ISignal<this, IPreferences> {
    return this._preferencesChanged;
  }

  get seq(): string {
    return this._sync.count.head?.seq ?? '';
  }

  get ready(): Promise<void> {
    return this._sync.ready;
  }

  /** Milliseconds between two questions for changes. */
  get hintInterval(): number {
    return this._sync.pacer.interval;
  }
  set hintInterval(value: number) {
    this._sync.pacer.interval = value;
  }

  get isDisposed(): boolean {
    return this._sync.isDisposed;
  }

  /** Let go of everything. Deletions that were held back are sent. */
  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._deletions.dispose();
    this._preferences.dispose();
    this._sync.dispose();
    this._disposed.emit();
    Signal.clearData(this);
  }

  async fetchStatus(): Promise<IStatus> {
    const status = await this._sync.backend.status();
    this._status = status;
    this._sync.heard();
    this._sync.emit();
    return status;
  }

  fetchPreferences(): Promise<IPreferences> {
    return this._preferences.fetch();
  }

  setPreferences(change: Preferences.Change): Promise<IPreferences> {
    return this._preferences.set(change);
  }

  async notify(draft: INotificationDraft): Promise<PostAnswer> {
    const answer = await this._sync.backend.post(draft);
    this._sync.heard();
    this._sync.pacer.request();
    return answer;
  }

  page(
    query: IQuery,
    options: { before?: string; limit?: number } = {}
  ): Promise<IPage> {
    const { before, limit = this._pageSize } = options;
    return this._sync.load(normalized(query), { before, limit });
  }

  open(query: IQuery): INotificationList {
    const { lists, overlay } = this._sync;
    const list = new NotificationList({
      query: normalized(query),
      load: (query, options) => this._sync.load(query, options),
      overlay,
      pageSize: this._pageSize,
      onDisposed: list => lists.delete(list)
    });
    lists.add(list);
    return list;
  }

  /** One entry, or undefined if it does not exist. */
  fetch(id: string): Promise<INotification | undefined> {
    return this._sync.backend.get(id);
  }

  /** The first page of a list. */
  override async list(
    query: IQuery = {}
  ): Promise<{ ids: string[]; values: INotification[] }> {
    const { items } = await this.page(query);
    return { ids: items.map(item => item.id), values: items };
  }

  /** Change the state of an entry. */
  override save(id: string, change: IStateChange): Promise<INotification> {
    return this._verbs.change(id, change);
  }

  /** Delete an entry now, for good. */
  override remove(id: string): Promise<void> {
    return this._deletions.now(id);
  }

  markRead(id: string, read = true): Promise<INotification> {
    return this._verbs.change(id, { read });
  }

  archive(id: string, archived = true): Promise<INotification> {
    return this._verbs.change(id, { archived });
  }

  snooze(id: string, until: Date | null): Promise<INotification> {
    const snoozed_until = until?.toISOString() ?? null;
    return this._verbs.change(id, { snoozed_until });
  }

  changeMany(
    entries: ReadonlyArray<INotification>,
    change: IStateChange
  ): Promise<INotification[]> {
    return this._verbs.changeMany(entries, change);
  }

  removeLater(entries: ReadonlyArray<INotification>): IPendingRemoval {
    return this._deletions.later(entries);
  }

  markAllRead(query: IQuery = {}): Promise<IChanged> {
    return this._verbs.markAllRead(normalized(query));
  }

  /** Try to reach the server now, and ask for changes. Never rejects: `connection` says how it went. */
  async refresh(): Promise<void> {
    if (this.connection !== 'online') {
      this._sync.backend.reconnect();
    }
    await this._sync.pacer.now();
    this._sync.reloadFailed();
  }

  private _sync: Sync;
  private _verbs: Verbs;
  private _preferences: Preferences;
  private _preferencesChanged = new Signal<this, IPreferences>(this);
  private _pageSize: number;
  private _deletions: Deletions;
  private _status: IStatus | null = null;
  private _changed = new Signal<this, INotifications.IChange>(this);
  private _disposed = new Signal<this, void>(this);
}

/** A namespace for `Inbox` statics. */
export namespace Inbox {
  /** The options of an inbox. */
  export interface IOptions {
    /** Where the entries are; disposed with the inbox. */
    backend: IBackend;
    /** Milliseconds between two questions for changes. Defaults to 700. */
    hintInterval?: number;
    /** Milliseconds before a deletion is sent. Defaults to 8000. */
    holdTime?: number;
    /** Entries a page. Defaults to 50. */
    pageSize?: number;
  }
}

/** A namespace for private data. */
namespace Private {
  export const UNDO_MS = 8000;
  export const HINT_INTERVAL = 700;
  export const PAGE_SIZE = 50;
  export const NO_ITEMS: ReadonlyArray<INotification> = [];
}
