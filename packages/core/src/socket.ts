/** A web socket that comes back: with back-off and jitter, in hidden tabs too, and at once when that is worth it. */

import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

/**
 * A socket to one route of the server, opened again whenever it closes.
 *
 * #### Notes
 * Every way to close is the same: 1006 (the other side vanished) and 4008 (we read too slowly) both mean that frames
 * may be missing, so whoever listens to `opened` has to ask what it missed. While it is open there is no timer.
 */
export class ReconnectingSocket implements IDisposable {
  constructor(options: ReconnectingSocket.IOptions) {
    this._settings = options.serverSettings;
    this._path = options.path;
    this._query = options.query ?? (() => ({}));
    // Tabs that lost the same server do not come back in step.
    const interval = Math.round(Private.RETRY_MS * (0.5 + Math.random()));
    this._poll = new Poll({
      auto: false,
      name: `@jupyter-notifications/core:${options.path}`,
      factory: () => this._connect(),
      frequency: { interval, backoff: true, max: Private.MAX_RETRY_MS },
      standby: 'never'
    });
    document.addEventListener('visibilitychange', this);
    window.addEventListener('online', this);
    void this._poll.start();
  }

  /** Emitted when it was opened, or opened again. */
  get opened(): ISignal<this, void> {
    return this._opened;
  }

  /** Emitted when it was closed, or could not be opened. */
  get closed(): ISignal<this, ReconnectingSocket.IClosed> {
    return this._closed;
  }

  /** Emitted with each JSON object that came. */
  get received(): ISignal<this, Record<string, unknown>> {
    return this._received;
  }

  /** Emitted when the page is looked at again while the socket seems to be open. */
  get revived(): ISignal<this, void> {
    return this._revived;
  }

  get isOpen(): boolean {
    return this._isOpen;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    document.removeEventListener('visibilitychange', this);
    window.removeEventListener('online', this);
    // Disposing alone would leave its timer behind.
    void this._poll.stop();
    this._poll.dispose();
    this._drop();
    Signal.clearData(this);
  }

  /** Send a JSON object. Does nothing while it is closed. */
  send(message: object): void {
    if (this._isOpen) {
      this._socket?.send(JSON.stringify(message));
    }
  }

  /** Open it again now, even if it seems to be open. */
  reconnect(): void {
    this._isStopped = false;
    void this._poll.schedule({ interval: Poll.IMMEDIATE, phase: 'refreshed' });
  }

  /** Leave it closed until `reconnect`. */
  stop(): void {
    this._isStopped = true;
    this._drop();
    void this._poll.stop();
  }

  /** The page is looked at again, or the machine is online again. */
  handleEvent(event: Event): void {
    if (this._isStopped) {
      return;
    }
    if (event.type === 'online') {
      // A socket from before may look open, and be dead; in a hidden tab nothing would ever tell.
      this.reconnect();
    } else if (document.visibilityState === 'hidden') {
      return;
    } else if (this._isOpen) {
      this._revived.emit();
    } else if (!this._socket) {
      this.reconnect();
    }
  }

  private _connect(): Promise<void> {
    this._drop();
    return new Promise((resolve, reject) => {
      if (this.isDisposed || this._isStopped) {
        return;
      }
      const socket = new this._settings.WebSocket(this._url());
      let wasOpen = false;
      this._socket = socket;
      const close = (code: number) => {
        this._drop();
        this._closed.emit({ code, wasOpen });
        if (wasOpen) {
          resolve();
        } else {
          reject(new Error(`The socket was closed: ${code}`));
        }
      };
      this._timer = setTimeout(() => close(0), Private.CONNECT_MS);
      socket.onopen = () => {
        clearTimeout(this._timer);
        this._isOpen = wasOpen = true;
        this._opened.emit();
      };
      socket.onmessage = ({ data }) => {
        const message = Private.parse(data);
        if (message) {
          this._received.emit(message);
        }
      };
      socket.onclose = ({ code }) => close(code);
    });
  }

  private _drop(): void {
    clearTimeout(this._timer);
    this._isOpen = false;
    const socket = this._socket;
    if (socket) {
      this._socket = null;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  private _url(): string {
    const { appendToken, token, wsUrl } = this._settings;
    const query = {
      ...this._query(),
      ...(appendToken && token !== '' ? { token } : {})
    };
    const search = Object.keys(query).length
      ? URLExt.objectToQueryString(query)
      : '';
    return URLExt.join(wsUrl, this._path) + search;
  }

  private _settings: ServerConnection.ISettings;
  private _path: string;
  private _query: () => Record<string, string>;
  private _poll: Poll<void, Error>;
  private _socket: WebSocket | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isOpen = false;
  private _isStopped = false;
  private _opened = new Signal<this, void>(this);
  private _closed = new Signal<this, ReconnectingSocket.IClosed>(this);
  private _received = new Signal<this, Record<string, unknown>>(this);
  private _revived = new Signal<this, void>(this);
}

/** A namespace for `ReconnectingSocket` statics. */
export namespace ReconnectingSocket {
  /** The options of a socket. */
  export interface IOptions {
    serverSettings: ServerConnection.ISettings;
    /** The route, relative to the server's base URL. */
    path: string;
    /** What to ask for, read anew each time it is opened. */
    query?: () => Record<string, string>;
  }

  /** How it was closed. */
  export interface IClosed {
    /** The code of the closing, 0 if it took too long to open. */
    code: number;
    /** Whether it had been open. */
    wasOpen: boolean;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Milliseconds before the first try to come back, half as many more or less. */
  export const RETRY_MS = 700;
  export const MAX_RETRY_MS = 30000;
  /** Milliseconds that opening may take. */
  export const CONNECT_MS = 10000;

  /** A frame as an object, or null if it is none. */
  export function parse(data: unknown): Record<string, unknown> | null {
    try {
      const value: unknown = JSON.parse(String(data));
      return typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)
        : null;
    } catch {
      return null;
    }
  }
}
