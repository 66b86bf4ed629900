/** What can be done with notifications from a center, and what came of it. */

import type {
  INotification,
  INotifications,
  IQuery
} from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { Removals } from './removals';
import { isUnread } from './rows';

/** What went wrong last, until it is dismissed or something succeeds. */
export type Problem = 'change' | 'delete' | null;

/** The verbs of a center. None of them rejects: what fails becomes the `problem`. */
export class Verbs implements IDisposable {
  constructor(notifications: INotifications) {
    this._notifications = notifications;
    this.removals.changed.connect((_, { failed }) => {
      this._end(failed ? 'delete' : this._problem);
    }, this);
  }

  /** The deletions that can still be undone. */
  readonly removals = new Removals();

  /** Emitted when the problem or the deletions changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get problem(): Problem {
    return this._problem;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Mark read, or unread again. */
  toggleRead(entry: INotification): Promise<void> {
    return this._try(this._notifications.markRead(entry.id, !entry.read));
  }

  /** A link or an action of an entry was followed: it has been read. */
  async followed(entry: INotification): Promise<void> {
    if (isUnread(entry)) {
      await this._try(this._notifications.markRead(entry.id, true));
    }
  }

  /** Archive, or move back to the inbox. */
  toggleArchived(entry: INotification): Promise<void> {
    return this._try(this._notifications.archive(entry.id, !entry.archived));
  }

  /** Delete, with some time to undo it. */
  remove(entry: INotification): void {
    this._problem = null;
    this.removals.add(this._notifications.removeLater([entry]));
  }

  /** Mark as read what arrived so far, all of it or what matches. */
  markAllRead(query?: IQuery): Promise<void> {
    return this._try(this._notifications.markAllRead(query));
  }

  /** Forget what went wrong. */
  dismissProblem(): void {
    this._end(null);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.removals.dispose();
    Signal.clearData(this);
  }

  private async _try(request: Promise<unknown>): Promise<void> {
    try {
      await request;
      this._end(null);
    } catch {
      this._end('change');
    }
  }

  private _end(problem: Problem): void {
    this._problem = problem;
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private readonly _notifications: INotifications;
  private _problem: Problem = null;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}
