/** The socket that says when the inbox changed. */

import type { ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { ICursor } from './backend';
import { readHint } from './answers';
import { ReconnectingSocket } from './socket';
import type { IHint, ITold } from './wire';

/**
 * Hints for one inbox, resumed by cursor.
 *
 * #### Notes
 * The server sends one hint at once on opening, so that whatever was missed while it was closed is noticed.
 */
export class HintSocket extends ReconnectingSocket {
  constructor(options: HintSocket.IOptions) {
    super({
      serverSettings: options.serverSettings,
      path: Private.PATH,
      query: (): Record<string, string> => {
        const cursor = options.cursor();
        return cursor?.epoch ? { epoch: cursor.epoch, after: cursor.seq } : {};
      }
    });
    this.received.connect(this._onReceived, this);
    this.opened.connect(this._onOpened, this);
  }

  /** Emitted with each hint. */
  get hint(): ISignal<this, IHint> {
    return this._hint;
  }

  /**
   * Tell the server something now, and again whenever the socket was opened anew.
   *
   * @param name - What is told later by the same name takes its place; null only ends it.
   */
  tell(name: string, told: ITold | null): void {
    this._told.delete(name);
    if (told) {
      this._told.set(name, told);
      this.send(told);
    }
  }

  private _onOpened(): void {
    this._told.forEach(told => this.send(told));
  }

  private _onReceived(_: this, message: Record<string, unknown>): void {
    let hint: IHint;
    try {
      hint = readHint(message);
    } catch {
      return;
    }
    this._hint.emit(hint);
  }

  private _hint = new Signal<this, IHint>(this);
  private readonly _told = new Map<string, ITold>();
}

/** A namespace for `HintSocket` statics. */
export namespace HintSocket {
  /** The options of a hint socket. */
  export interface IOptions {
    serverSettings: ServerConnection.ISettings;
    /** The cursor to resume from, read anew each time it is opened. */
    cursor: () => ICursor | null;
  }
}

/** A namespace for private data. */
namespace Private {
  export const PATH = 'api/events/subscribe/notification';
}
