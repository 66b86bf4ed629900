/** The inbox that the server keeps: REST for what is asked, a socket for hints. */

import type { ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import {
  readChanged,
  readChanges,
  readNotification,
  readPage,
  readPostAnswer,
  readPreferences,
  readStatus
} from './answers';
import type { IBackend, ICursor } from './backend';
import { RefusedError } from './errors';
import { HintSocket } from './hintsocket';
import { OtherTabs } from './othertabs';
import { ask } from './requests';
import type { ReconnectingSocket } from './socket';
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
  ITold,
  PostAnswer
} from './wire';

/** Entries on a Jupyter server with our extension; offline, and quiet, on one without. */
export class ServerBackend implements IBackend {
  constructor(options: ServerBackend.IOptions) {
    this._settings = options.serverSettings;
    this._tabs = new OtherTabs(options.serverSettings.baseUrl);
    this._tabs.told.connect(() => this._revived.emit(), this);
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

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._socket?.dispose();
    this._tabs.dispose();
    Signal.clearData(this);
  }

  start(cursor: () => ICursor | null): void {
    const serverSettings = this._settings;
    const socket = new HintSocket({ serverSettings, cursor });
    socket.hint.connect((_, hint) => this._hinted.emit(hint), this);
    socket.opened.connect(this._onOpened, this);
    socket.closed.connect(this._onClosed, this);
    socket.revived.connect(() => this._revived.emit(), this);
    this._socket = socket;
  }

  reconnect(): void {
    this._probed = false;
    this._socket?.reconnect();
  }

  tell(name: string, told: ITold | null): void {
    this._socket?.tell(name, told);
  }

  page(query: IQuery, options: IBackend.IPageOptions): Promise<IPage> {
    const asked = { ...query, ...options };
    return ask(
      this._settings,
      { path: ['notifications'], query: asked },
      readPage
    );
  }

  async get(id: string): Promise<INotification | undefined> {
    const path = ['notifications', id];
    try {
      return await ask(this._settings, { path }, readNotification);
    } catch (error) {
      if (Private.isMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  post(draft: INotificationDraft): Promise<PostAnswer> {
    const path = ['notifications'];
    return ask(
      this._settings,
      { method: 'POST', path, body: draft },
      readPostAnswer
    );
  }

  change(id: string, change: IStateChange): Promise<INotification> {
    const path = ['notifications', id];
    return ask(
      this._settings,
      { method: 'PATCH', path, body: change },
      readNotification
    );
  }

  changeAll(
    query: IQuery,
    change: IStateChange,
    upTo?: string
  ): Promise<IChanged> {
    const path = ['notifications'];
    return ask(
      this._settings,
      { method: 'PATCH', path, query: { ...query, up_to: upTo }, body: change },
      readChanged
    );
  }

  async remove(
    id: string,
    options: { keepalive?: boolean } = {}
  ): Promise<void> {
    const path = ['notifications', id];
    try {
      await ask(
        this._settings,
        { method: 'DELETE', path, ...options },
        () => null
      );
    } catch (error) {
      if (!Private.isMissing(error)) {
        throw error;
      }
    }
  }

  changes({ epoch, seq }: ICursor, limit: number): Promise<IChanges> {
    const query = { epoch, after: seq || undefined, limit };
    const path = ['notifications', 'changes'];
    return ask(this._settings, { path, query }, readChanges);
  }

  status(): Promise<IStatus> {
    const path = ['notifications', 'status'];
    return ask(this._settings, { path }, readStatus);
  }

  preferences(): Promise<IPreferences> {
    const path = ['notifications', 'preferences'];
    return ask(this._settings, { path }, readPreferences);
  }

  async setPreferences(kept: IPreferencesChange): Promise<IPreferences> {
    const path = ['notifications', 'preferences'];
    const answer = await ask(
      this._settings,
      { method: 'PUT', path, body: kept },
      readPreferences
    );
    this._tabs.tell();
    return answer;
  }

  private _onOpened(): void {
    this._wasOpen = true;
    this._setConnection('online');
  }

  private _onClosed(
    _: ReconnectingSocket,
    { wasOpen }: ReconnectingSocket.IClosed
  ): void {
    // A server that closes an open socket is mostly back at the first try.
    this._setConnection(wasOpen ? 'connecting' : 'offline');
    if (!this._wasOpen && !this._probed) {
      this._probed = true;
      void this._probe();
    }
  }

  /** Give up on a server without our extension: each try would be an error in the browser's console. */
  private async _probe(): Promise<void> {
    try {
      await this.status();
    } catch (error) {
      if (Private.isMissing(error) && !this._wasOpen) {
        this._socket?.stop();
      }
    }
  }

  private _setConnection(value: INotifications.Connection): void {
    if (value !== this._connection) {
      this._connection = value;
      this._connectionChanged.emit();
    }
  }

  private _settings: ServerConnection.ISettings;
  private _socket: HintSocket | null = null;
  private readonly _tabs: OtherTabs;
  private _connection: INotifications.Connection = 'connecting';
  private _wasOpen = false;
  private _probed = false;
  private _isDisposed = false;
  private _hinted = new Signal<this, IHint>(this);
  private _connectionChanged = new Signal<this, void>(this);
  private _revived = new Signal<this, void>(this);
}

/** A namespace for `ServerBackend` statics. */
export namespace ServerBackend {
  /** The options of a server's inbox. */
  export interface IOptions {
    serverSettings: ServerConnection.ISettings;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Whether the server says that there is no such thing. */
  export function isMissing(error: unknown): boolean {
    return error instanceof RefusedError && error.status === 404;
  }
}
