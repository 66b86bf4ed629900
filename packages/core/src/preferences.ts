/** What this person wants to be told, as the server has it: changed here at once, and kept up to date. */

import { JSONExt } from '@lumino/coreutils';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend } from './backend';
import { nextQuietChange, quietAt } from './quiet';
import type { IHint, IPreferences, IPreferencesChange } from './wire';

/**
 * The preferences, once somebody has asked for them.
 *
 * #### Notes
 * Whoever changes them sends all of them, so a change is laid over what the server has at that moment, one at a time. That
 * somebody else changed them is told by a hint that stands where the last one stood.
 */
export class Preferences implements IDisposable {
  constructor(options: Preferences.IOptions) {
    this._backend = options.backend;
    this._backend.hinted.connect(this._onHint, this);
    this._backend.connectionChanged.connect(this._onConnection, this);
    this._backend.revived.connect(this._askAgain, this);
  }

  /** As they are to be shown, or null before the first answer. */
  get value(): IPreferences | null {
    return this._shown;
  }

  /** Emitted when `value` changed. */
  get changed(): ISignal<this, IPreferences> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._turn);
    clearTimeout(this._hinted);
    Signal.disconnectReceiver(this);
    Signal.clearData(this);
  }

  /** Ask the server. Those who ask while a question waits share it. */
  fetch(): Promise<IPreferences> {
    this._isWanted = true;
    this._fetching ??= this._inTurn(async () => {
      this._fetching = null;
      clearTimeout(this._hinted);
      this._hinted = undefined;
      this._hasFailed = true;
      const answer = await this._backend.preferences();
      this._hasFailed = false;
      return this._store(answer);
    });
    return this._fetching;
  }

  /** Change some of them: shown at once, and taken back if it is refused. */
  async set(change: Preferences.Change): Promise<IPreferences> {
    this._isWanted = true;
    this._pending.push(change);
    try {
      this._refresh();
      return await this._inTurn(async () => {
        const latest = await this._backend.preferences();
        const kept = Private.merged(latest, change);
        // It is told to this page, too, some time before or after it is answered.
        this._own++;
        this._ownUntil = Infinity;
        try {
          const answer = await this._backend.setPreferences(kept);
          this._forget(change);
          return this._store(answer);
        } finally {
          this._ownUntil = performance.now() + Private.OWN_MS;
        }
      });
    } catch (error) {
      this._forget(change);
      this._refresh();
      throw error;
    }
  }

  private _forget(change: Preferences.Change): void {
    const index = this._pending.indexOf(change);
    if (index >= 0) {
      this._pending.splice(index, 1);
    }
  }

  private _store(answer: IPreferences): IPreferences {
    this._stored = answer;
    this._refresh();
    this._schedule();
    return answer;
  }

  /** Lay what is on its way over what the server has said. */
  private _refresh(): void {
    if (!this._stored || this._isDisposed) {
      return;
    }
    let shown = this._stored;
    for (const change of this._pending) {
      const kept = Private.merged(shown, change);
      shown = { ...Private.DEFAULTS, ...kept, ...quietAt(kept, Date.now()) };
    }
    if (!this._shown || !Private.isSame(shown, this._shown)) {
      this._shown = shown;
      this._changed.emit(shown);
    }
  }

  /** One question at a time: an older answer never comes after a newer one. */
  private _inTurn<T>(run: () => Promise<T>): Promise<T> {
    const answer = this._last.then(run);
    this._last = answer.catch(() => undefined);
    return answer;
  }

  /** Ask, if anybody ever did. What fails is asked again when the server is back. */
  private _askAgain(): void {
    if (this._isWanted) {
      this.fetch().catch(() => undefined);
    }
  }

  private _askIn(delay: number): void {
    if (this._isWanted) {
      this._hinted ??= setTimeout(() => this._askAgain(), delay);
    }
  }

  /** Look again when it begins or ceases to be quiet. */
  private _schedule(): void {
    clearTimeout(this._turn);
    const stored = this._stored;
    if (!stored || this._isDisposed) {
      return;
    }
    const now = Date.now();
    const next = nextQuietChange(stored, now);
    let delay: number;
    // Otherwise the server's clock differs from this one, or it knows another history of the zone.
    if (
      stored.quiet === quietAt(stored, now).quiet &&
      (next ?? Infinity) > now
    ) {
      if (next === null) {
        return;
      }
      this._tries = 0;
      delay = next - now + Private.MARGIN_MS;
    } else {
      if (++this._tries > Private.TRIES) {
        return;
      }
      delay = Private.RETRY_MS * 2 ** (this._tries - 1);
    }
    this._turn = setTimeout(
      () => (delay > Private.FAR_MS ? this._schedule() : this._askAgain()),
      Math.min(delay, Private.FAR_MS)
    );
  }

  private _onConnection(): void {
    if (this._backend.connection !== 'online') {
      this._wasAway = true;
    } else if (this._wasAway) {
      this._wasAway = false;
      // The first hint after that is no news.
      this._head = null;
      this._askAgain();
    }
  }

  private _onHint(_: IBackend, { epoch, seq, unread }: IHint): void {
    const head = `${epoch} ${seq} ${unread}`;
    const now = performance.now();
    if (head !== this._head) {
      this._head = head;
      this._moved = now;
    } else if (this._own > 0 && now < this._ownUntil) {
      this._own--;
    } else {
      this._own = 0;
      // While entries change, two hints may well stand at the same place; no question for each of those.
      this._askIn(now - this._moved > Private.CALM_MS ? 0 : Private.LATER_MS);
    }
    if (this._hasFailed) {
      this._askIn(Private.LATER_MS);
    }
  }

  private _backend: IBackend;
  private _changed = new Signal<this, IPreferences>(this);
  private _fetching: Promise<IPreferences> | null = null;
  private _hasFailed = false;
  private _head: string | null = null;
  private _hinted: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
  private _isWanted = false;
  private _last: Promise<unknown> = Promise.resolve();
  private _moved = -Infinity;
  private _own = 0;
  private _ownUntil = -Infinity;
  private _pending: Preferences.Change[] = [];
  private _shown: IPreferences | null = null;
  private _stored: IPreferences | null = null;
  private _tries = 0;
  private _turn: ReturnType<typeof setTimeout> | undefined;
  private _wasAway = false;
}

/** A namespace for `Preferences` statics. */
export namespace Preferences {
  /** What is to be changed, given what there is. */
  export type Change =
    IPreferencesChange | ((latest: IPreferences) => IPreferencesChange);

  /** The options of preferences. */
  export interface IOptions {
    /** Where they are kept. Not disposed with them. */
    backend: IBackend;
  }
}

/** A namespace for private data. */
namespace Private {
  /** The longest time that a timer is set to; it has no more than 2^31 milliseconds. */
  export const FAR_MS = 24 * 3600_000;
  /** Milliseconds that a timer may be early. */
  export const MARGIN_MS = 50;
  /** Milliseconds to the first look at a server whose clock differs, twice as many to each further one. */
  export const RETRY_MS = 1000;
  export const TRIES = 10;
  /** Milliseconds without a change of entries after which a hint can only be about something else. */
  export const CALM_MS = 500;
  /** Milliseconds to wait for that otherwise. */
  export const LATER_MS = 10_000;
  /** Milliseconds after which the hint of an own change is not waited for any more. */
  export const OWN_MS = 1000;

  /** What somebody has who has set nothing. */
  export const DEFAULTS = {
    muted_sources: [],
    muted_topics: [],
    do_not_disturb: false,
    channels: {}
  };

  /** What is to be sent: what there is, with a change laid over it. */
  export function merged(
    latest: IPreferences,
    change: Preferences.Change
  ): IPreferencesChange {
    const asked = typeof change === 'function' ? change(latest) : change;
    const merged: Partial<IPreferences> = { ...latest, ...asked };
    delete merged.quiet;
    delete merged.quiet_until;
    return Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== undefined)
    );
  }

  export function isSame(a: IPreferences, b: IPreferences): boolean {
    return JSONExt.deepEqual(
      a as unknown as ReadonlyPartialJSONValue,
      b as unknown as ReadonlyPartialJSONValue
    );
  }
}
