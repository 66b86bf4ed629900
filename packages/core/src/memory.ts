/** An inbox in this page's memory, with the rules of the server's: for tests, and for pages without our server. */

import { UUID } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend, ICursor } from './backend';
import { RefusedError, UnreachableError } from './errors';
import {
  byArrival,
  countsAsUnread,
  hasTotal,
  matches,
  withState
} from './match';
import type { INotifications } from './tokens';
import type {
  IChanged,
  IChanges,
  IHead,
  IHint,
  INotification,
  INotificationDraft,
  IPage,
  IQuery,
  IStateChange,
  IStatus,
  PostAnswer
} from './wire';

/** Entries in memory. Its reads and writes answer in a microtask; its hints come at once. */
export class MemoryBackend implements IBackend {
  constructor(options: MemoryBackend.IOptions = {}) {
    this._username = options.username ?? null;
    this._now = options.now ?? (() => new Date());
    this._status = options.status ?? {};
  }

  get hinted(): ISignal<this, IHint> {
    return this._hinted;
  }

  get connectionChanged(): ISignal<this, void> {
    return this._connectionChanged;
  }

  get revived(): ISignal<this, void> {
    return this._revived;
  }

  get connection(): INotifications.Connection {
    return this._connection;
  }
  set connection(value: INotifications.Connection) {
    if (value !== this._connection) {
      this._connection = value;
      this._connectionChanged.emit();
      if (value === 'online') {
        this._hint();
      }
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  start(cursor: () => ICursor | null): void {
    this._started = true;
    this.connection = 'online';
  }

  reconnect(): void {
    this._revived.emit();
  }

  async page(query: IQuery, options: IBackend.IPageOptions): Promise<IPage> {
    await this._enter('page');
    const { before, limit } = options;
    const all = this._matching(query).sort(byArrival);
    const rest = before ? all.filter(one => one.arrived < before) : all;
    const items = rest.slice(0, limit);
    return {
      ...this.head,
      items: items.map(Private.copy),
      next: rest.length > limit ? items[limit - 1].arrived : null,
      ...(hasTotal(query) ? { total: all.length } : {})
    };
  }

  async get(id: string): Promise<INotification | undefined> {
    await this._enter('get');
    const entry = this._entries.get(id);
    return entry && Private.copy(entry);
  }

  async post(draft: INotificationDraft): Promise<PostAnswer> {
    await this._enter('post');
    return this.deliver(draft);
  }

  async change(id: string, change: IStateChange): Promise<INotification> {
    await this._enter('change');
    const entry = this._entries.get(id);
    if (!entry) {
      throw new RefusedError({ message: 'No such notification', status: 404 });
    }
    this._set(entry, change);
    this._hint();
    return Private.copy(this._entries.get(id)!);
  }

  async changeAll(
    query: IQuery,
    change: IStateChange,
    upTo?: string
  ): Promise<IChanged> {
    await this._enter('changeAll');
    let changed = 0;
    for (const entry of this._matching(query)) {
      if (upTo === undefined || this._changedAt.get(entry.id)! <= upTo) {
        changed += Number(this._set(entry, change));
      }
    }
    this._hint();
    return { ...this.head, changed };
  }

  async remove(id: string): Promise<void> {
    await this._enter('remove');
    this.drop(id);
  }

  async changes({ epoch, seq }: ICursor, limit: number): Promise<IChanges> {
    await this._enter('changes');
    const behind = [...this._changedAt]
      .filter(([, changed]) => changed > seq)
      .sort(([, a], [, b]) => (a < b ? -1 : 1));
    if (epoch !== this._epoch || behind.length > Private.MAX_BEHIND) {
      const nothing = { items: [], removed: [], more: false };
      return { ...this.head, ...nothing, reset: true };
    }
    const some = behind.slice(0, limit);
    const more = behind.length > limit;
    const items: INotification[] = [];
    const removed: string[] = [];
    for (const [id] of some) {
      const entry = this._entries.get(id);
      if (entry) {
        items.push(Private.copy(entry));
      } else {
        removed.push(id);
      }
    }
    return {
      ...this.head,
      ...(more ? { seq: some[some.length - 1][1] } : {}),
      items,
      removed,
      more,
      reset: false
    };
  }

  async status(): Promise<IStatus> {
    await this._enter('status');
    return {
      backend: 'memory',
      durable: false,
      writable: true,
      problem: null,
      schema_version: 1,
      unread: this.head.unread,
      total: this._entries.size,
      queue_depth: 0,
      allowed_commands: [],
      ...this._status
    };
  }

  /** Where the inbox stands. */
  get head(): IHead {
    const entries = [...this._entries.values()];
    return {
      epoch: this._epoch,
      seq: Private.cursor(this._seq),
      unread: entries.filter(countsAsUnread).length
    };
  }

  /** Every entry, newest arrival first. */
  get entries(): INotification[] {
    return [...this._entries.values()].sort(byArrival).map(Private.copy);
  }

  /** Let a notification arrive, as if someone had sent it. */
  deliver(
    draft: INotificationDraft & Partial<INotification>,
    options: { quietly?: boolean } = {}
  ): INotification {
    const content = { ...draft };
    delete content.recipients;
    const now = this._now().toISOString();
    const known = this._known(content);
    if (known && content.event_id && known.event_id === content.event_id) {
      return Private.copy(known);
    }
    const seq = this._next();
    const sender = this._username === null ? {} : { sender: this._username };
    const entry: INotification = known
      ? {
          ...content,
          id: known.id,
          arrived: known.arrived,
          created: known.created,
          updated: now,
          ...(known.sender ? { sender: known.sender } : {})
        }
      : {
          id: UUID.uuid4(),
          arrived: seq,
          created: now,
          updated: now,
          ...sender,
          ...content
        };
    this._entries.set(entry.id, entry);
    this._changedAt.set(entry.id, seq);
    if (!options.quietly) {
      this._hint();
    }
    return Private.copy(entry);
  }

  /** Change an entry's state, as if done in another tab. */
  touch(id: string, change: IStateChange): void {
    const entry = this._entries.get(id);
    if (entry && this._set(entry, change)) {
      this._hint();
    }
  }

  /** Wake a snoozed entry: it arrives anew, unread. */
  wake(id: string): void {
    const entry = this._entries.get(id);
    if (entry) {
      this._set(entry, { read: false, snoozed_until: null });
      const arrived = Private.cursor(this._seq);
      this._entries.set(id, { ...this._entries.get(id)!, arrived });
      this._hint();
    }
  }

  /** Delete an entry, as if done in another tab. */
  drop(id: string): void {
    if (this._entries.delete(id)) {
      this._changedAt.set(id, this._next());
      this._hint();
    }
  }

  /** Start again with another store, as when the server's file was replaced. */
  replace(): void {
    this._epoch = UUID.uuid4();
    this._entries.clear();
    this._changedAt.clear();
    this._seq = 0;
    this._hint();
  }

  /** Called on the way into every method, with its name; may throw, or wait. */
  intercept: ((method: string) => void | Promise<void>) | null = null;

  /** Say how the store is. */
  setStatus(status: Partial<IStatus>): void {
    this._status = status;
  }

  private async _enter(method: string): Promise<void> {
    if (this._connection === 'offline') {
      throw new UnreachableError('The server cannot be reached');
    }
    await this.intercept?.(method);
  }

  private _known(content: Partial<INotification>): INotification | undefined {
    const { event_id, key, source, sender } = content;
    return [...this._entries.values()].find(
      one =>
        (event_id !== undefined && one.event_id === event_id) ||
        (key !== undefined &&
          one.key === key &&
          one.source === source &&
          (sender === undefined || one.sender === sender))
    );
  }

  private _matching(query: IQuery): INotification[] {
    const words = (query.q ?? '').toLowerCase().split(/\s+/);
    return [...this._entries.values()].filter(entry => {
      const text = `${entry.title} ${entry.body ?? ''}`.toLowerCase();
      return matches(entry, query) && words.every(word => text.includes(word));
    });
  }

  private _set(entry: INotification, change: IStateChange): boolean {
    const changed = withState(entry, change);
    if (
      changed.read === entry.read &&
      changed.archived === entry.archived &&
      changed.snoozed_until === entry.snoozed_until
    ) {
      return false;
    }
    this._entries.set(entry.id, changed);
    this._changedAt.set(entry.id, this._next());
    return true;
  }

  private _next(): string {
    return Private.cursor(++this._seq);
  }

  private _hint(): void {
    if (this._started && this._connection === 'online') {
      this._hinted.emit({ schema_id: Private.SCHEMA_ID, ...this.head });
    }
  }

  private _username: string | null;
  private _now: () => Date;
  private _status: Partial<IStatus>;
  private _entries = new Map<string, INotification>();
  private _changedAt = new Map<string, string>();
  private _epoch = UUID.uuid4();
  private _seq = 0;
  private _started = false;
  private _connection: INotifications.Connection = 'connecting';
  private _hinted = new Signal<this, IHint>(this);
  private _connectionChanged = new Signal<this, void>(this);
  private _revived = new Signal<this, void>(this);
  private _isDisposed = false;
}

/** A namespace for `MemoryBackend` statics. */
export namespace MemoryBackend {
  /** The options of an inbox in memory. */
  export interface IOptions {
    /** Who sends; null on a server of one person. */
    username?: string | null;
    /** The clock. */
    now?: () => Date;
    /** How the store is, where it differs from a healthy one in memory. */
    status?: Partial<IStatus>;
  }
}

/** A namespace for private data. */
namespace Private {
  export const SCHEMA_ID =
    'https://events.jupyter.org/jupyter_notifications/notification/v1';
  /** A client further behind reads its pages again. */
  export const MAX_BEHIND = 200;

  /** A cursor as the server writes them. */
  export function cursor(seq: number): string {
    return seq.toString(16).padStart(24, '0');
  }

  /** What is handed out is the caller's own. */
  export function copy(entry: INotification): INotification {
    return { ...entry };
  }
}
