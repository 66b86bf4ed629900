/** An inbox in this page's memory: for tests, and for pages without our server. */

import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend, ICursor } from './backend';
import { UnreachableError } from './errors';
import { MemoryStore } from './memorystore';
import { quietAt } from './quiet';
import type { INotifications } from './tokens';
import type {
  IChanged,
  IChanges,
  IHint,
  INotification,
  INotificationDraft,
  IPage,
  IPreferences,
  IPreferencesChange,
  IQuery,
  IStateChange,
  IStatus,
  PostAnswer
} from './wire';

/** A store in memory, asked like a server: answers come in a microtask, hints come at once. */
export class MemoryBackend extends MemoryStore implements IBackend {
  constructor(options: MemoryBackend.IOptions = {}) {
    super(options);
    this._status = options.status ?? {};
  }

  /** Called on the way into every question, with its name; may throw, or wait. */
  intercept: ((method: string) => void | Promise<void>) | null = null;

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
      this.onChanged();
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
    this._isStarted = true;
    this.connection = 'online';
  }

  reconnect(): void {
    this._revived.emit();
  }

  async page(query: IQuery, options: IBackend.IPageOptions): Promise<IPage> {
    await this.enter('page');
    return this.readPage(query, options.limit, options.before);
  }

  async get(id: string): Promise<INotification | undefined> {
    await this.enter('get');
    return this.read(id);
  }

  async post(draft: INotificationDraft): Promise<PostAnswer> {
    await this.enter('post');
    return this.deliver(draft);
  }

  async change(id: string, change: IStateChange): Promise<INotification> {
    await this.enter('change');
    return this.touch(id, change);
  }

  async changeAll(
    query: IQuery,
    change: IStateChange,
    upTo?: string
  ): Promise<IChanged> {
    await this.enter('changeAll');
    const changed = this.touchAll(query, change, upTo);
    return { ...this.head, changed };
  }

  async remove(id: string): Promise<void> {
    await this.enter('remove');
    if (this.read(id)) {
      this.drop(id);
    }
  }

  async changes({ epoch, seq }: ICursor, limit: number): Promise<IChanges> {
    await this.enter('changes');
    return this.readChanges(epoch, seq, limit);
  }

  async status(): Promise<IStatus> {
    await this.enter('status');
    return {
      backend: 'memory',
      durable: false,
      writable: true,
      problem: null,
      schema_version: 1,
      unread: this.head.unread,
      total: this.entries.length,
      queue_depth: 0,
      allowed_commands: [],
      health: 'ok',
      counts: {
        inbox: this.count('inbox'),
        unread: this.count('unread'),
        archived: this.count('archived'),
        snoozed: this.count('snoozed'),
        all: this.count('all')
      },
      search: 'scan',
      journal: 'memory',
      size: 0,
      room: true,
      retention: { days: 0, entries: 0 },
      poll_interval: 0,
      ...this._status
    };
  }

  async preferences(): Promise<IPreferences> {
    await this.enter('preferences');
    return this.readPreferences();
  }

  async setPreferences(kept: IPreferencesChange): Promise<IPreferences> {
    await this.enter('setPreferences');
    return this.keepPreferences(kept);
  }

  /** The preferences as they are answered. */
  readPreferences(): IPreferences {
    return {
      muted_sources: [],
      muted_topics: [],
      do_not_disturb: false,
      channels: {},
      ...this.kept,
      ...quietAt(this.kept, this.now().getTime())
    };
  }

  /** Replace the preferences, as if set in another tab. */
  keepPreferences(kept: IPreferencesChange): IPreferences {
    this.kept = { ...kept };
    this.onChanged();
    return this.readPreferences();
  }

  /** Say how the store is, where it differs from a healthy one in memory. */
  setStatus(status: Partial<IStatus>): void {
    this._status = status;
  }

  protected override onChanged(): void {
    if (this._isStarted && this._connection === 'online') {
      this._hinted.emit({ schema_id: Private.SCHEMA_ID, ...this.head });
    }
  }

  /** Called on the way into every question. */
  protected async enter(method: string): Promise<void> {
    if (this._connection === 'offline') {
      throw new UnreachableError('The server cannot be reached');
    }
    await this.intercept?.(method);
  }

  private _status: Partial<IStatus>;
  private _isStarted = false;
  private _connection: INotifications.Connection = 'connecting';
  private _hinted = new Signal<this, IHint>(this);
  private _connectionChanged = new Signal<this, void>(this);
  private _revived = new Signal<this, void>(this);
  private _isDisposed = false;
}

/** A namespace for `MemoryBackend` statics. */
export namespace MemoryBackend {
  /** The options of an inbox in memory. */
  export interface IOptions extends MemoryStore.IOptions {
    /** How the store is, where it differs from a healthy one in memory. */
    status?: Partial<IStatus>;
  }
}

/** A namespace for private data. */
namespace Private {
  export const SCHEMA_ID =
    'https://events.jupyter.org/jupyter_notifications/notification/v1';
}
