/** A filtered subscription to the server's events, over a socket of its own. */

import type { ServerConnection } from '@jupyterlab/services';
import { JSONExt, PromiseDelegate } from '@lumino/coreutils';
import { Signal, Stream } from '@lumino/signaling';

import { readObject } from './answers';
import { RefusedError } from './errors';
import type {
  EventFilter,
  IEventFrame,
  IEventSubscription
} from './eventtokens';
import { ReconnectingSocket } from './socket';

/**
 * Events that pass all filters.
 *
 * #### Notes
 * A socket lets everything through until the server has taken its filters, so what comes before that is dropped. When
 * the socket comes back, the filters are sent again.
 */
export class EventSubscription implements IEventSubscription {
  constructor(options: EventSubscription.IOptions) {
    this._wanted = options.filters;
    this._accepted = options.filters.length === 0 ? options.filters : null;
    this._onDisposed = options.onDisposed;
    this._socket = new ReconnectingSocket({
      serverSettings: options.serverSettings,
      path: 'api/events/subscribe'
    });
    this._socket.opened.connect(this._onOpened, this);
    this._socket.closed.connect(this._onClosed, this);
    this._socket.received.connect(this._onReceived, this);
  }

  get stream(): Stream<this, IEventFrame> {
    return this._stream;
  }

  get isDisposed(): boolean {
    return this._socket.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._socket.dispose();
    this._sent.splice(0).forEach(one => Private.abandon(one.waiting));
    Private.abandon(this._waiting.splice(0));
    this._stream.stop();
    this._onDisposed(this);
    Signal.clearData(this);
  }

  /**
   * Change what is let through.
   *
   * @returns a promise that resolves when the server has taken it; while it cannot be reached, that is when it can.
   */
  setFilters(filters: ReadonlyArray<EventFilter>): Promise<void> {
    if (this.isDisposed) {
      return Promise.reject(new Error('The subscription is disposed'));
    }
    const waiting = new PromiseDelegate<void>();
    this._wanted = filters;
    this._waiting.push(waiting);
    if (this._socket.isOpen) {
      this._send();
    }
    return waiting.promise;
  }

  private _send(): void {
    const filters = this._wanted;
    this._sent.push({ filters, waiting: this._waiting.splice(0) });
    this._socket.send({ filters });
  }

  private _onOpened(): void {
    // A socket that is given up, since it is surely dead, closes without a word.
    this._onClosed();
    this._isFiltered = this._wanted.length === 0;
    if (!this._isFiltered || this._waiting.length > 0) {
      this._send();
    }
  }

  private _onClosed(): void {
    // What was not answered is asked again with what is wanted last.
    this._waiting.unshift(...this._sent.splice(0).flatMap(one => one.waiting));
  }

  private _onReceived(_: unknown, message: Record<string, unknown>): void {
    if (typeof message.schema_id === 'string') {
      if (this._isFiltered) {
        this._stream.emit(message as IEventFrame);
      }
    } else if (message.error !== undefined) {
      this._onRefused(message.error);
    } else if (Array.isArray(message.filters)) {
      const sent = this._sent.shift();
      this._accepted = sent?.filters ?? this._accepted;
      this._isFiltered = true;
      sent?.waiting.forEach(one => one.resolve());
    }
  }

  private _onRefused(value: unknown): void {
    const sent = this._sent.shift();
    if (!sent) {
      return;
    }
    const { message, reason } = readObject(value ?? {});
    const error = new RefusedError({
      message: String(message ?? 'The filters were refused'),
      status: 400,
      reason: typeof reason === 'string' ? reason : null
    });
    if (sent.waiting.length === 0) {
      console.error('The server refused the filters of a subscription', error);
    }
    sent.waiting.forEach(one => one.reject(error));
    if (JSONExt.deepEqual([...sent.filters], [...this._wanted])) {
      // Those that were never accepted are asked for again: without any, everything would be let through.
      this._wanted = this._accepted ?? this._wanted;
    }
  }

  private _socket: ReconnectingSocket;
  private _stream = new Stream<this, IEventFrame>(this);
  private _wanted: ReadonlyArray<EventFilter>;
  private _accepted: ReadonlyArray<EventFilter> | null;
  private _isFiltered = false;
  private _waiting: PromiseDelegate<void>[] = [];
  private _sent: Private.ISent[] = [];
  private _onDisposed: (subscription: EventSubscription) => void;
}

/** A namespace for `EventSubscription` statics. */
export namespace EventSubscription {
  /** The options of a subscription. */
  export interface IOptions {
    serverSettings: ServerConnection.ISettings;
    filters: ReadonlyArray<EventFilter>;
    onDisposed: (subscription: EventSubscription) => void;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Filters that the server has not answered yet, and who waits for that. */
  export interface ISent {
    filters: ReadonlyArray<EventFilter>;
    waiting: PromiseDelegate<void>[];
  }

  /** Nobody will answer any more. */
  export function abandon(waiting: PromiseDelegate<void>[]): void {
    waiting.forEach(one =>
      one.reject(new Error('The subscription was disposed'))
    );
  }
}
