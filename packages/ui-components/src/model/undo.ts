/** What was done last in a center, for as long as it can be taken back. */

import type { INotification } from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { Muteable } from './mutes';
import type { Removals } from './removals';

/** Something that was done, and can be taken back. */
export type Deed =
  | {
      readonly kind: 'delete' | 'archive' | 'unarchive' | 'wake';
      readonly entries: ReadonlyArray<INotification>;
    }
  | {
      readonly kind: 'snooze';
      readonly entries: ReadonlyArray<INotification>;
      readonly until: Date;
    }
  | {
      readonly kind: 'mute' | 'unmute';
      readonly what: Muteable;
      /** None of them changed. */
      readonly entries: readonly [];
    };

/** Takes a deed back that was done to these. */
export type Revert = (entries: ReadonlyArray<INotification>) => void;

/** A deed that was noted. Dispose it if it failed: then there is nothing to take back. */
export interface IStep extends IDisposable {
  /** It was done to these only. */
  narrow(entries: ReadonlyArray<INotification>): void;
}

/**
 * The last deeds, the newest on top; after a while without another they stay done.
 *
 * #### Notes
 * Deletions are held back by the inbox and count as one deed; all others were sent, and are taken back by the reverse
 * request. Disposing it takes nothing back.
 */
export class UndoStack implements IDisposable {
  constructor(removals: Removals) {
    this._removals = removals;
  }

  /** Emitted when another deed is on top. Deletions are told by `Removals.changed`. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What would be taken back next, or null. */
  get last(): Deed | null {
    const { entries } = this._removals;
    const step = this._steps[this._steps.length - 1];
    if (entries.length > 0 && (this._isDeletionLast || !step)) {
      return { kind: 'delete', entries };
    }
    return step?.deed ?? null;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Note a deletion that `Removals` has been given. */
  addDeletion(): void {
    this._isDeletionLast = true;
    this._restart();
    this._changed.emit();
  }

  /**
   * Note another deed.
   *
   * @param revert - Takes it back, given what it was done to; called once at most.
   */
  add(deed: Deed, revert: Revert): IStep {
    const step = new Private.Step(deed, revert, {
      changed: () => this._changed.emit(),
      disposed: () => this._drop(step)
    });
    this._steps.push(step);
    this._isDeletionLast = false;
    this._restart();
    this._changed.emit();
    return step;
  }

  /** Take the last deed back. Returns it. */
  undo(): Deed | null {
    const { last } = this;
    if (last?.kind === 'delete') {
      this._removals.undo();
    } else {
      const step = this._steps.pop();
      step?.revert(step.deed.entries);
    }
    this._restart();
    this._changed.emit();
    return last;
  }

  /** All of them stay done. */
  async commit(): Promise<void> {
    this._forget();
    await this._removals.commit();
  }

  /** Stop the clock, while somebody is about to undo. */
  pause(): void {
    this._isPaused = true;
    clearTimeout(this._timer);
    this._removals.pause();
  }

  /** Start the clock again, from the whole time. */
  resume(): void {
    this._isPaused = false;
    this._restart();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    this._steps = [];
    Signal.clearData(this);
  }

  private _restart(): void {
    clearTimeout(this._timer);
    if (this.last === null) {
      // The strip goes, and with it the pointer that was on it.
      this._isPaused = false;
    }
    if (this._isPaused) {
      this._removals.pause();
    } else {
      this._removals.resume();
      this._timer = setTimeout(() => this._forget(), UndoStack.UNDO_MS);
    }
  }

  private _forget(): void {
    clearTimeout(this._timer);
    this._steps = [];
    this._changed.emit();
  }

  private _drop(step: Private.Step): void {
    if (this._steps.includes(step)) {
      this._steps = this._steps.filter(one => one !== step);
      this._changed.emit();
    }
  }

  private readonly _removals: Removals;
  private _steps: Private.Step[] = [];
  private _isDeletionLast = false;
  private _isPaused = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}

/** A namespace for `UndoStack` statics. */
export namespace UndoStack {
  /** How long something can be taken back, in milliseconds: as long as the inbox holds a deletion back. */
  export const UNDO_MS = 8000;
}

/** A namespace for private data. */
namespace Private {
  /** A deed that was sent, and how it is taken back. */
  export class Step implements IStep {
    constructor(
      public deed: Deed,
      readonly revert: Revert,
      private readonly _on: { changed: () => void; disposed: () => void }
    ) {}

    isDisposed = false;

    narrow(entries: ReadonlyArray<INotification>): void {
      this.deed = { ...this.deed, entries } as Deed;
      this._on.changed();
    }

    dispose(): void {
      if (!this.isDisposed) {
        this.isDisposed = true;
        this._on.disposed();
      }
    }
  }
}
