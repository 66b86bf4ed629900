/** Keeps the application's own notifications in the inbox, if that is switched on. */

import type { INotifications } from '@jupyter-notifications/core';
import { Notification } from '@jupyterlab/apputils';
import type { NotificationManager } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { isMarked } from '../attention/marks';
import { Budget } from './budget';
import { hasButtons, isQuestion } from './captured';
import { followSettings } from './followsettings';
import type { ILoadedSettings } from './followsettings';
import { Outgoing } from './outgoing';

/**
 * What the application tells in its page, sent to the inbox.
 *
 * #### Notes
 * Each notification is one entry, which follows its updates: the newest state is sent, at most once a second. What asks
 * something stays in the page, since its buttons work nowhere else; so does what cannot be sent, and what comes when
 * somebody tells far too much.
 */
export class Capture implements IDisposable {
  constructor(options: Capture.IOptions) {
    const { notifications, source, manager = Notification.manager } = options;
    this._manager = manager;
    this._outgoing = {
      notifications,
      source,
      budget: new Budget(),
      onSent: () => this._changed.emit()
    };
    manager.changed.connect(this._onChanged, this);
    notifications.changed.connect(this._onConnection, this);
  }

  /** Emitted when `replaces` may answer otherwise. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether an entry of the inbox stands for a notification, and does all that it does. */
  replaces(id: string): boolean {
    const item = this._items.get(id);
    return item !== undefined && item.isKept && !hasButtons(item.latest);
  }

  /**
   * Follow the user's settings from when they are loaded; without them nothing is kept.
   *
   * @param loading - The settings; undefined where there are none.
   */
  follow(loading: Promise<ILoadedSettings> | undefined): void {
    // That they could not be loaded is said by those who follow the same settings.
    followSettings(loading, this, ({ captureNotifications }) => {
      this.enabled = captureNotifications === true;
    });
    loading?.then(
      () => {
        // What came while they were loaded.
        if (this._enabled) {
          [...this._manager.notifications].reverse().forEach(this._take, this);
        }
      },
      () => undefined
    );
  }

  /** Whether what comes is kept. */
  get enabled(): boolean {
    return this._enabled;
  }
  set enabled(value: boolean) {
    if (value !== this._enabled) {
      this._enabled = value;
      if (!value) {
        this._items.forEach(item => item.dispose());
        this._items.clear();
      }
      this._changed.emit();
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this.enabled = false;
    this._isDisposed = true;
    Signal.disconnectReceiver(this);
    Signal.clearData(this);
  }

  private _onChanged(
    _: NotificationManager,
    { type, notification }: Notification.IChange
  ): void {
    if (!this._enabled) {
      return;
    }
    if (type !== 'removed') {
      this._take(notification);
      return;
    }
    const item = this._items.get(notification.id);
    this._items.delete(notification.id);
    item?.end();
  }

  /** A notification is there, or was updated. */
  private _take(notification: Notification.INotification): void {
    const { id } = notification;
    const known = this._items.get(id);
    if (
      isMarked(notification) ||
      !notification.message.trim() ||
      (!known && (isQuestion(notification) || !this._outgoing.budget.take()))
    ) {
      return;
    }
    const item = known ?? new Outgoing(notification, this._outgoing);
    this._items.set(id, item);
    item.update(notification);
    this._changed.emit();
  }

  /** The server may be back. */
  private _onConnection({ connection }: INotifications): void {
    if (connection === 'online') {
      this._items.forEach(item => item.retry());
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _enabled = false;
  private _isDisposed = false;
  private readonly _items = new Map<string, Outgoing>();
  private readonly _manager: NotificationManager;
  private readonly _outgoing: Outgoing.IOptions;
}

/** A namespace for `Capture` statics. */
export namespace Capture {
  /** What it is made with. */
  export interface IOptions {
    readonly notifications: INotifications;
    /** The name of the application. */
    readonly source: string;
    /** Where its notifications are. */
    readonly manager?: NotificationManager;
  }
}
