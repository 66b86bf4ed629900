/** What can be done with notifications from a center, and what came of it. */

import type {
  INotification,
  INotifications,
  IQuery,
  IStateChange
} from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { doneTo } from './done';
import { withMuted } from './mutes';
import type { Muteable } from './mutes';
import { Removals } from './removals';
import { isUnread } from './rows';
import { UndoStack } from './undo';
import type { Deed } from './undo';
import { bySleep } from './waking';

/** What went wrong last, until it is dismissed or something succeeds. */
export type Problem = 'change' | 'delete' | null;

/**
 * The verbs of a center, for one entry and for many. None of them rejects: what fails becomes the `problem`.
 *
 * #### Notes
 * What takes entries out of a list, and what mutes, can be taken back for a while: see `undoStack`.
 */
export class Verbs implements IDisposable {
  constructor(notifications: INotifications) {
    this._notifications = notifications;
    this.removals.changed.connect((_, { failed }) => {
      this._end(failed ? 'delete' : this._problem);
    }, this);
    this.undoStack.changed.connect(() => this._end(this._problem), this);
  }

  /** The deletions that can still be undone. */
  readonly removals = new Removals();

  /** Everything that can still be undone. */
  readonly undoStack = new UndoStack(this.removals);

  /** Emitted when the problem, or what can be undone, changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get problem(): Problem {
    return this._problem;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Mark read, or unread again. What is in progress is never unread. */
  async setRead(
    entries: ReadonlyArray<INotification>,
    read: boolean
  ): Promise<void> {
    const others = entries.filter(
      entry => entry.type !== 'in-progress' && !!entry.read !== read
    );
    if (others.length > 0) {
      await this._try(this._change(others, { read }));
    }
  }

  /** Archive, or move back to the inbox. */
  async setArchived(
    entries: ReadonlyArray<INotification>,
    archived: boolean
  ): Promise<void> {
    const others = entries.filter(entry => !!entry.archived !== archived);
    if (others.length > 0) {
      await this._do(
        { kind: archived ? 'archive' : 'unarchive', entries: others },
        () => this._change(others, { archived }),
        done => this._change(done, { archived: !archived })
      );
    }
  }

  /** Hide until a time, or wake now with null. */
  async snooze(
    entries: ReadonlyArray<INotification>,
    until: Date | null
  ): Promise<void> {
    const others = entries.filter(
      entry => until !== null || entry.snoozed_until !== undefined
    );
    if (others.length > 0) {
      await this._do(
        until
          ? { kind: 'snooze', entries: others, until }
          : { kind: 'wake', entries: others },
        () =>
          this._change(others, { snoozed_until: until?.toISOString() ?? null }),
        done => this._snoozeAgain(done)
      );
    }
  }

  /** Delete, with some time to undo it. */
  remove(entries: ReadonlyArray<INotification>): void {
    if (entries.length > 0) {
      this._problem = null;
      this.removals.add(this._notifications.removeLater(entries));
      this.undoStack.addDeletion();
    }
  }

  /** From now on, what comes from this source or is about this topic arrives as read. */
  mute(what: Muteable): Promise<void> {
    return this._setMuted(what, true);
  }

  /** From now on, it arrives as unread again. */
  unmute(what: Muteable): Promise<void> {
    return this._setMuted(what, false);
  }

  /** Do not disturb, until a time or until it is turned off, or disturb again with null. */
  async setUndisturbed(until: Date | 'always' | null): Promise<void> {
    await this._try(
      this._notifications.setPreferences({
        do_not_disturb: until !== null,
        do_not_disturb_until:
          until instanceof Date ? until.toISOString() : undefined
      })
    );
  }

  /** Mark read, or unread again, whatever it is not. */
  toggleRead(entry: INotification): Promise<void> {
    return this.setRead([entry], !entry.read);
  }

  /** Archive, or move back to the inbox, wherever it is not. */
  toggleArchived(entry: INotification): Promise<void> {
    return this.setArchived([entry], !entry.archived);
  }

  /** A link or an action of an entry was followed: it has been read. */
  async followed(entry: INotification): Promise<void> {
    if (isUnread(entry)) {
      await this.setRead([entry], true);
    }
  }

  /** Mark as read what arrived so far, all of it or what matches. */
  async markAllRead(query?: IQuery): Promise<void> {
    await this._try(this._notifications.markAllRead(query));
  }

  /** Take back what was done last. Returns it, or null if there was nothing. */
  undo(): Deed | null {
    return this.undoStack.undo();
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
    this.undoStack.dispose();
    this.removals.dispose();
    Signal.clearData(this);
  }

  private async _setMuted(what: Muteable, muted: boolean): Promise<void> {
    const set = (to: boolean) =>
      this._notifications.setPreferences(withMuted(what, to));
    await this._do(
      { kind: muted ? 'mute' : 'unmute', what, entries: [] },
      async () => {
        await set(muted);
        return [];
      },
      () => set(!muted)
    );
  }

  /** Do something that can be taken back, which is offered at once: the request may take its time. */
  private async _do(
    deed: Deed,
    act: () => Promise<ReadonlyArray<INotification>>,
    revert: (done: ReadonlyArray<INotification>) => Promise<unknown>
  ): Promise<void> {
    const step = this.undoStack.add(deed, done => void this._try(revert(done)));
    const acting = act();
    const hasSucceeded = await this._try(acting);
    const done = await doneTo(deed.entries, acting);
    if (hasSucceeded && done.length === deed.entries.length) {
      return;
    }
    if (done.length > 0) {
      step.narrow(done);
    } else {
      step.dispose();
    }
  }

  /** Put every entry back to sleep until when it slept before, or wake it. */
  private async _snoozeAgain(
    entries: ReadonlyArray<INotification>
  ): Promise<void> {
    await Promise.all(
      [...bySleep(entries)].map(([snoozed_until, some]) =>
        this._change(some, { snoozed_until })
      )
    );
  }

  private _change(
    entries: ReadonlyArray<INotification>,
    change: IStateChange
  ): Promise<ReadonlyArray<INotification>> {
    return this._notifications.changeMany(entries, change);
  }

  /** Wait for a request. Returns whether it succeeded. */
  private async _try(request: Promise<unknown>): Promise<boolean> {
    try {
      await request;
      this._end(null);
      return true;
    } catch {
      this._end('change');
      return false;
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
