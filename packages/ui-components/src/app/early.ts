/** Keeps what happens in the inbox until those are loaded who have to hear it. */

import type { INotifications } from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

/** What happened since the inbox was heard first. */
export class Early implements IDisposable {
  /**
   * @param wake - Called with the first of it.
   */
  constructor(notifications: INotifications, wake: () => void) {
    this._wake = wake;
    void notifications.ready.then(() => {
      this.since = notifications.seq;
    });
    notifications.changed.connect(this._onChanged, this);
  }

  /** Where the inbox stood then; undefined until it was heard. */
  since: string | undefined;

  /** What happened since, in order. */
  readonly changes: INotifications.IChange[] = [];

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.disconnectReceiver(this);
    this.changes.length = 0;
  }

  private _onChanged(_: INotifications, change: INotifications.IChange): void {
    if (this.since !== undefined && (change.items.length > 0 || change.reset)) {
      this.changes.push(change);
      this._wake();
    }
  }

  private _isDisposed = false;
  private readonly _wake: () => void;
}
