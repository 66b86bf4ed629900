/** Which arrivals deserve more than the badge, and how much. */

import { countsAsUnread } from '@jupyter-notifications/core';
import type {
  INotification,
  INotifications,
  Priority
} from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { isOfAPage } from './pagemark';
import type { IUser } from '../interfaces';

/** From which priority on something is told; never is not at all. */
export type From = 'never' | Priority;

/** An arrival, and how much it matters. */
export interface INoise {
  readonly entry: INotification;
  readonly level: Priority;
}

/** Whether something matters enough. */
export function reaches(level: Priority, from: From): boolean {
  return from !== 'never' && Private.rank(level) >= Private.rank(from);
}

/**
 * Hears what arrives, and how much it matters: its priority, or `high` at least for errors and for what this person asked for.
 *
 * #### Notes
 * Asked for is what ends that this page has seen in progress; what wakes from a snooze; and, on a server of several people,
 * what one's own code sends, other than what the application tells in its pages. Changes of state, updates of what has been told, and what came while the page was not
 * connected or asleep make no noise.
 */
export class Noise implements IDisposable {
  constructor(options: Noise.IOptions) {
    this._notifications = options.notifications;
    this._user = options.user;
    this._now = options.now ?? Date.now;
    this._awayUntil = this._now() + Private.SETTLING_MS;
    this._newest = options.since ?? null;
    void this._notifications.ready.then(() => {
      this._newest ??= this._notifications.seq;
    });
    this._notifications.changed.connect(this._onChanged, this);
  }

  /** Hear what happened before this was there, after `since`. */
  hear(change: INotifications.IChange): void {
    this._onChanged(this._notifications, change);
  }

  /** Emitted with what arrived, in the order in which it did. */
  get made(): ISignal<this, ReadonlyArray<INoise>> {
    return this._made;
  }

  /** The page has not been there for a while: for now, look at how old things are. */
  wakeUp(): void {
    this._awayUntil = this._now() + Private.SETTLING_MS;
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

  private _onChanged(_: INotifications, change: INotifications.IChange): void {
    if (this._notifications.connection !== 'online') {
      this._isAway = true;
    } else if (this._isAway) {
      this._isAway = false;
      this.wakeUp();
    }
    const newest = this._newest;
    if (newest === null) {
      return;
    }
    if (change.reset) {
      this._newest = this._notifications.seq;
      return;
    }
    const made = change.items.flatMap(
      entry => this._judge(entry, newest) ?? []
    );
    for (const entry of change.items) {
      if (entry.arrived > (this._newest ?? '')) {
        this._newest = entry.arrived;
      }
      this._remember(entry);
    }
    change.removed.forEach(id => this._types.delete(id));
    if (made.length > 0) {
      this._made.emit(made);
    }
  }

  private _judge(entry: INotification, newest: string): INoise | null {
    const before = this._types.get(entry.id);
    const hasArrived = entry.arrived > newest;
    const hasEnded = before === 'in-progress' && entry.type !== before;
    const hasFailed =
      before !== undefined && before !== 'error' && entry.type === 'error';
    if (
      !(hasArrived || hasEnded || hasFailed) ||
      !countsAsUnread(entry) ||
      this._isOld(entry)
    ) {
      return null;
    }
    const { priority = 'normal', type, sender } = entry;
    const isOwn =
      sender !== undefined &&
      sender === this._user?.identity?.username &&
      !isOfAPage(entry);
    const hasWoken =
      hasArrived && !entry.deliver_at && this._age(entry) > Private.WOKEN_MS;
    const isAskedFor = hasEnded || hasWoken || isOwn;
    const atLeast = type === 'error' || isAskedFor ? 'high' : priority;
    const level = reaches(priority, atLeast) ? priority : atLeast;
    return { entry, level };
  }

  /**
   * Whether it was missed rather than heard.
   *
   * #### Notes
   * Judged by this machine's clock, and so only while there is reason to: the two clocks may differ.
   */
  private _isOld(entry: INotification): boolean {
    return this._now() < this._awayUntil && this._age(entry) > Private.FRESH_MS;
  }

  private _age(entry: INotification): number {
    return this._now() - Date.parse(entry.deliver_at ?? entry.updated);
  }

  private _remember(entry: INotification): void {
    this._types.delete(entry.id);
    this._types.set(entry.id, entry.type ?? 'default');
    if (this._types.size > Private.MOST) {
      this._types.delete(this._types.keys().next().value!);
    }
  }

  private readonly _notifications: INotifications;
  private readonly _user: IUser | undefined;
  private readonly _now: () => number;
  private readonly _types = new Map<string, INotification['type']>();
  private _newest: string | null;
  private _isAway = false;
  private _awayUntil: number;
  private _isDisposed = false;
  private _made = new Signal<this, ReadonlyArray<INoise>>(this);
}

/** A namespace for `Noise` statics. */
export namespace Noise {
  /** The options. */
  export interface IOptions {
    readonly notifications: INotifications;
    /** Who looks. */
    readonly user?: IUser;
    /** The clock, in milliseconds since 1970. */
    readonly now?: () => number;
    /** Where the inbox stood when the page began to listen; now, if left out. */
    readonly since?: string;
  }
}

/** A namespace for private data. */
namespace Private {
  /** What came so long ago, while nobody was there, is left to the badge. */
  export const FRESH_MS = 120_000;
  /** How long what was missed may take to come, once the server is there again. */
  export const SETTLING_MS = 30_000;
  /** What arrives, and says something so old, was snoozed. */
  export const WOKEN_MS = 1_800_000;
  /** How many types are remembered. */
  export const MOST = 500;

  const ORDER: ReadonlyArray<Priority> = ['low', 'normal', 'high', 'urgent'];

  export function rank(priority: Priority): number {
    return ORDER.indexOf(priority);
  }
}
