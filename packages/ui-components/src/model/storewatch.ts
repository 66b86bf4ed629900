/** Asks how the server's store is, whenever that may have changed while somebody looks. */

import type { INotifications } from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { Verbs } from './verbs';

/** Keeps `INotifications.status` up to date. */
export class StoreWatch implements IDisposable {
  constructor(notifications: INotifications, verbs: Verbs) {
    this._notifications = notifications;
    this._verbs = verbs;
    this._connection = notifications.connection;
    notifications.changed.connect(this._onNotifications, this);
    verbs.changed.connect(this._onVerbs, this);
  }

  /** Whether somebody looks. */
  isOn = false;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask now. */
  async ask(): Promise<void> {
    // If it cannot be had, the connection says so.
    await this._notifications.fetchStatus().catch(() => undefined);
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _onNotifications(): void {
    const { connection } = this._notifications;
    const isBack = connection === 'online' && this._connection !== 'online';
    this._connection = connection;
    if (this.isOn && isBack) {
      // It may be another server now, with another store.
      void this.ask();
    }
  }

  private _onVerbs(): void {
    const wasInTrouble = this._notifications.status?.writable === false;
    if (this.isOn && (wasInTrouble || this._verbs.problem)) {
      void this.ask();
    }
  }

  private readonly _notifications: INotifications;
  private readonly _verbs: Verbs;
  private _connection: INotifications.Connection;
  private _isDisposed = false;
}
