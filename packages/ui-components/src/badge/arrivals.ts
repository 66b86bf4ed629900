/** Counts arrivals for those who do not see the badge: one message for a burst, one in 5 seconds at most, none while it is quiet. */

import type { INotifications } from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { isUnread } from '../model/unread';

/** Counts arrivals. */
export class Arrivals implements IDisposable {
  /**
   * @param interval - The shortest time between two messages, in milliseconds.
   */
  constructor(notifications: INotifications, interval = 5000) {
    this._notifications = notifications;
    this._interval = interval;
    void notifications.ready.then(() => {
      this._newest ??= notifications.seq;
      this._known = notifications.unread;
    });
    notifications.changed.connect(this._onChanged, this);
  }

  /** Emitted with how many unread notifications arrived since the last time. */
  get counted(): ISignal<this, number> {
    return this._counted;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    Signal.clearData(this);
  }

  private _onChanged(
    { seq, unread }: INotifications,
    { items, removed, reset }: INotifications.IChange
  ): void {
    if (this._newest === null) {
      return;
    }
    let count = 0;
    if (reset) {
      // So much has come that nobody says what: but how many more there are.
      this._newest = seq;
      count = Math.max(0, unread - this._known);
    }
    for (const entry of items) {
      const hasArrived = entry.arrived > this._newest;
      if (hasArrived) {
        this._newest = entry.arrived;
      }
      if (entry.type === 'in-progress') {
        this._running.add(entry.id);
      } else {
        // What ends is as new as what arrives, though it keeps its place.
        const hasEnded = this._running.delete(entry.id);
        count += (hasArrived || hasEnded) && isUnread(entry) ? 1 : 0;
      }
    }
    removed.forEach(id => this._running.delete(id));
    // The count comes before its entries, which become known one by one; where nothing arrived, all of it is known.
    this._known =
      count === 0 && items.length > 0
        ? unread
        : Math.min(this._known + count, unread);
    // What is not said while it is quiet is not made up for afterwards: the badge has counted it.
    this._waiting = this._isQuiet ? 0 : this._waiting + count;
    if (this._waiting > 0 && this._timer === undefined) {
      this._tell();
    }
  }

  private get _isQuiet(): boolean {
    return this._notifications.preferences?.quiet === true;
  }

  private _tell(): void {
    const count = this._isQuiet ? 0 : this._waiting;
    this._waiting = 0;
    if (count === 0) {
      this._timer = undefined;
      return;
    }
    this._timer = setTimeout(() => this._tell(), this._interval);
    this._counted.emit(count);
  }

  private readonly _notifications: INotifications;
  private readonly _interval: number;
  private readonly _running = new Set<string>();
  /** How many of the unread have been counted, or were there before. */
  private _known = 0;
  private _newest: string | null = null;
  private _waiting = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
  private _counted = new Signal<this, number>(this);
}
