/** A deletion that is held back for a while, so that it can be undone. */

import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IPendingRemoval } from './tokens';
import type { INotification } from './wire';

/**
 * Entries that are about to be deleted.
 *
 * #### Notes
 * When the page goes away it is sent at once, with `keepalive`. Disposing it sends it too: the person asked for it.
 */
export class PendingRemoval implements IPendingRemoval {
  constructor(options: PendingRemoval.IOptions) {
    this.entries = [...options.entries];
    this._send = options.send;
    this._holdTime = options.holdTime;
    window.addEventListener('pagehide', this);
    this.resume();
  }

  readonly entries: ReadonlyArray<INotification>;

  get sending(): ISignal<this, void> {
    return this._sending;
  }

  get settled(): ISignal<this, 'undone' | 'sent' | 'failed'> {
    return this._settled;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    void this._commit(true);
  }

  undo(): void {
    if (this._close()) {
      this._settle('undone');
    }
  }

  /** Send it now. Never rejects: `settled` says how it went. */
  commit(): Promise<void> {
    return this._commit(false);
  }

  pause(): void {
    clearTimeout(this._timer);
  }

  resume(): void {
    clearTimeout(this._timer);
    if (this._isOpen) {
      this._timer = setTimeout(() => void this.commit(), this._holdTime);
    }
  }

  /** The page goes away. */
  handleEvent(event: Event): void {
    void this._commit(true);
  }

  private async _commit(keepalive: boolean): Promise<void> {
    if (!this._close()) {
      return;
    }
    let outcome: 'sent' | 'failed' = 'sent';
    try {
      const sent = this._send(keepalive);
      this._sending.emit();
      await sent;
    } catch {
      outcome = 'failed';
    }
    this._settle(outcome);
  }

  private _close(): boolean {
    const wasOpen = this._isOpen;
    this._isOpen = false;
    clearTimeout(this._timer);
    window.removeEventListener('pagehide', this);
    return wasOpen;
  }

  private _settle(outcome: 'undone' | 'sent' | 'failed'): void {
    this._isDisposed = true;
    this._settled.emit(outcome);
    Signal.clearData(this);
  }

  private _send: (keepalive: boolean) => Promise<void>;
  private _holdTime: number;
  private _sending = new Signal<this, void>(this);
  private _settled = new Signal<this, 'undone' | 'sent' | 'failed'>(this);
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isOpen = true;
  private _isDisposed = false;
}

/** A namespace for `PendingRemoval` statics. */
export namespace PendingRemoval {
  /** The options of a pending removal. */
  export interface IOptions {
    entries: ReadonlyArray<INotification>;
    /** Milliseconds before it is sent. */
    holdTime: number;
    /** Delete them on the server; called once at most. Rejects if some are still there. */
    send: (keepalive: boolean) => Promise<void>;
  }
}
