/** The application's own page-only notifications, as entries of our center. */

import { Notification } from '@jupyterlab/apputils';
import type { NotificationManager } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { isMarked } from '../attention/marks';
import type { IPageEntries, IPageEntry } from '../interfaces';

/**
 * What JupyterLab keeps in the page, mirrored while enabled.
 *
 * #### Notes
 * The manager stays the owner: it goes on feeding JupyterLab's toasts, and dismissing here dismisses there.
 */
export class PageEntries implements IPageEntries, IDisposable {
  /**
   * @param manager - Where the application has them.
   * @param inbox - What it has is not listed here as well.
   */
  constructor(
    manager: NotificationManager = Notification.manager,
    inbox: PageEntries.IInbox | null = null
  ) {
    this._manager = manager;
    this._inbox = inbox;
    this._items = this._read();
    manager.changed.connect(this._onChanged, this);
    inbox?.changed.connect(this._onChanged, this);
  }

  get items(): ReadonlyArray<IPageEntry> {
    return this._enabled ? this._items : [];
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether there is anything to see; while false, `items` is empty. */
  get enabled(): boolean {
    return this._enabled;
  }
  set enabled(value: boolean) {
    if (value !== this._enabled) {
      this._enabled = value;
      this._changed.emit();
    }
  }

  dismiss(id: string): void {
    this._manager.dismiss(id);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _onChanged(): void {
    this._items = this._read();
    if (this._enabled) {
      this._changed.emit();
    }
  }

  private _read(): ReadonlyArray<IPageEntry> {
    return this._manager.notifications
      .filter(one => !isMarked(one) && !this._inbox?.replaces(one.id))
      .map(one => this._entry(one))
      .sort((a, b) => b.created.getTime() - a.created.getTime());
  }

  /** The entry of a notification: the same as long as that is, so that its card is not drawn again. */
  private _entry(notification: Notification.INotification): IPageEntry {
    let entry = this._entries.get(notification);
    if (!entry) {
      entry = Private.entry(this._manager, notification);
      this._entries.set(notification, entry);
    }
    return entry;
  }

  private _changed = new Signal<this, void>(this);
  private _enabled = true;
  /** By the manager's objects, which it replaces when it updates them. */
  private readonly _entries = new WeakMap<
    Notification.INotification,
    IPageEntry
  >();
  private readonly _inbox: PageEntries.IInbox | null;
  private _isDisposed = false;
  private _items: ReadonlyArray<IPageEntry>;
  private _manager: NotificationManager;
}

/** A namespace for `PageEntries` statics. */
export namespace PageEntries {
  /** What is in the inbox instead. */
  export interface IInbox {
    /** Emitted when `replaces` may answer otherwise. */
    readonly changed: ISignal<unknown, void>;
    /** Whether an entry of the inbox stands for a notification. */
    replaces(id: string): boolean;
  }
}

namespace Private {
  /** What the center shows of a notification. */
  export function entry(
    manager: NotificationManager,
    notification: Notification.INotification
  ): IPageEntry {
    const { id, message, type, createdAt, options } = notification;
    return {
      id,
      message,
      type,
      created: new Date(createdAt),
      progress: options.progress,
      actions: (options.actions ?? []).map(action => ({
        label: action.label,
        caption: action.caption,
        run: () => {
          // The callback's contract: it keeps the notification by preventing the event's default.
          const event = new MouseEvent('click', { cancelable: true });
          action.callback(event);
          if (!event.defaultPrevented) {
            manager.dismiss(id);
          }
        }
      }))
    };
  }
}
