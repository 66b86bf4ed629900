/** Keeps the application's own notifications in the inbox, if that is switched on. */

import { RefusedError } from '@jupyter-notifications/core';
import type { INotifications } from '@jupyter-notifications/core';
import { Notification } from '@jupyterlab/apputils';
import type { NotificationManager } from '@jupyterlab/apputils';
import { UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { isMarked } from '../attention/marks';
import { Budget } from './budget';
import { hasButtons, isQuestion, toDraft } from './captured';
import { followSettings } from './followsettings';
import type { ILoadedSettings } from './followsettings';

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
    this._notifications = options.notifications;
    this._source = options.source;
    this._manager = options.manager ?? Notification.manager;
    this._manager.changed.connect(this._onChanged, this);
    this._notifications.changed.connect(this._onConnection, this);
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
        this._items.forEach(item => clearTimeout(item.timer));
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
    if (item) {
      item.isGone = true;
      if (!item.isSending) {
        this._end(item);
      }
    }
  }

  /** A notification is there, or was updated. */
  private _take(notification: Notification.INotification): void {
    const { id } = notification;
    const known = this._items.get(id);
    if (
      isMarked(notification) ||
      !notification.message.trim() ||
      (!known && (isQuestion(notification) || !this._budget.take()))
    ) {
      return;
    }
    const item = known ?? new Private.Item(notification);
    item.latest = notification;
    this._items.set(id, item);
    this._changed.emit();
    if (item.sent && item.sent.type !== notification.type) {
      // What ends is told at once.
      clearTimeout(item.timer);
      item.timer = undefined;
    }
    void this._send(item);
  }

  private async _send(item: Private.Item): Promise<void> {
    if (item.isSending || item.timer !== undefined || item.isGone) {
      return;
    }
    const { latest } = item;
    const draft = toDraft(latest, this._source);
    const said = JSON.stringify(draft);
    if (said === item.said) {
      return;
    }
    if (item.sent && !this._budget.take()) {
      this._sendIn(item, Private.PAUSE_MS);
      return;
    }
    item.isSending = true;
    let pause: number | null = Private.PAUSE_MS;
    try {
      const isBusy = latest.type === 'in-progress';
      const { id } = await this._notifications.notify({
        ...draft,
        event_id: UUID.uuid4(),
        ...(isBusy ? { expires_at: Private.whenForgotten() } : {})
      });
      item.entry = id;
      item.sent = latest;
      item.said = said;
      item.isKept = true;
    } catch (error) {
      // In the page it is seen as it is now.
      item.isKept = false;
      const { retryAfter = null } = error as Partial<RefusedError>;
      if (retryAfter !== null) {
        pause = 1000 * retryAfter;
      } else {
        pause = null;
        item.isStuck = !(error instanceof RefusedError);
      }
    }
    item.isSending = false;
    if (this._items.get(item.latest.id) !== item) {
      return;
    }
    this._changed.emit();
    if (item.isGone) {
      this._end(item);
    } else if (pause !== null) {
      const hasEnded = item.isKept && item.latest.type !== item.sent?.type;
      this._sendIn(item, hasEnded ? 0 : pause);
    }
  }

  private _sendIn(item: Private.Item, delay: number): void {
    item.timer = setTimeout(() => {
      item.timer = undefined;
      void this._send(item);
    }, delay);
  }

  /** A notification was dismissed. Its entry stays, unless it speaks of what goes on. */
  private _end(item: Private.Item): void {
    clearTimeout(item.timer);
    this._items.delete(item.latest.id);
    if (item.entry !== null && item.sent?.type === 'in-progress') {
      this._notifications.remove(item.entry).catch(() => undefined);
    }
  }

  /** The server is back: send what could not be sent. */
  private _onConnection(): void {
    if (this._notifications.connection === 'online') {
      for (const item of this._items.values()) {
        if (item.isStuck) {
          item.isStuck = false;
          void this._send(item);
        }
      }
    }
  }

  private readonly _budget = new Budget();
  private readonly _changed = new Signal<this, void>(this);
  private _enabled = false;
  private _isDisposed = false;
  private readonly _items = new Map<string, Private.Item>();
  private readonly _manager: NotificationManager;
  private readonly _notifications: INotifications;
  private readonly _source: string;
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

/** A namespace for private data. */
namespace Private {
  /** Milliseconds between two updates of one entry. */
  export const PAUSE_MS = 1000;
  /** Milliseconds after which nobody hears any more of what goes on: its page was closed. */
  const FORGOTTEN_MS = 3600_000;

  export function whenForgotten(): string {
    return new Date(Date.now() + FORGOTTEN_MS).toISOString();
  }

  /** A notification, and the entry that stands for it. */
  export class Item {
    constructor(public latest: Notification.INotification) {}

    /** The id of the entry. */
    entry: string | null = null;
    /** As it was sent last. */
    sent: Notification.INotification | null = null;
    /** What was sent last. */
    said: string | null = null;
    isSending = false;
    /** Whether the inbox has it as it was sent last. */
    isKept = false;
    /** Whether it waits for the server to come back. */
    isStuck = false;
    /** Whether it was dismissed. */
    isGone = false;
    timer: ReturnType<typeof setTimeout> | undefined;
  }
}
