/** The deletions that can still be undone, as one. */

import type {
  INotification,
  IPendingRemoval
} from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

/**
 * Deletions held back, undone together.
 *
 * #### Notes
 * Disposing it sends nothing and undoes nothing: the inbox sends what is pending when its time has passed.
 */
export class Removals implements IDisposable {
  /** Emitted when there are others, with whether one could not be sent. */
  get changed(): ISignal<this, { failed: boolean }> {
    return this._changed;
  }

  /** What is being deleted, the oldest deletion first. */
  get entries(): ReadonlyArray<INotification> {
    return this._pending.flatMap(removal => [...removal.entries]);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Hold another deletion. */
  add(removal: IPendingRemoval): void {
    this._pending.push(removal);
    removal.sending.connect(this._forget, this);
    removal.settled.connect(this._onSettled, this);
    // The clock of all starts again, so that the strip stays for its whole time after the last deletion.
    this._pending.forEach(one => {
      one.pause();
      if (!this._paused) {
        one.resume();
      }
    });
    this._changed.emit({ failed: false });
  }

  /** Bring everything back. Returns what came back. */
  undo(): ReadonlyArray<INotification> {
    const entries = this.entries;
    [...this._pending].reverse().forEach(removal => removal.undo());
    return entries;
  }

  /** Send everything now. */
  async commit(): Promise<void> {
    await Promise.all([...this._pending].map(removal => removal.commit()));
  }

  /** Stop the clock, while somebody is about to undo. */
  pause(): void {
    this._paused = true;
    this._pending.forEach(removal => removal.pause());
  }

  /** Start the clock again. */
  resume(): void {
    this._paused = false;
    this._pending.forEach(removal => removal.resume());
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.resume();
    this._pending = [];
    Signal.clearData(this);
  }

  private _onSettled(
    removal: IPendingRemoval,
    how: 'undone' | 'sent' | 'failed'
  ): void {
    removal.settled.disconnect(this._onSettled, this);
    this._forget(removal);
    if (how === 'failed') {
      this._changed.emit({ failed: true });
    }
  }

  /** It cannot be undone any more. */
  private _forget(removal: IPendingRemoval): void {
    if (!this._pending.includes(removal)) {
      return;
    }
    removal.sending.disconnect(this._forget, this);
    this._pending = this._pending.filter(one => one !== removal);
    if (this._pending.length === 0) {
      this._paused = false;
    }
    this._changed.emit({ failed: false });
  }

  private _pending: IPendingRemoval[] = [];
  private _paused = false;
  private _isDisposed = false;
  private _changed = new Signal<this, { failed: boolean }>(this);
}
