/** Says when it is worth asking for the preferences again. */

import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IBackend } from './backend';
import { nextQuietChange, quietAt } from './quiet';
import type { IHint, IPreferences } from './wire';

/**
 * Asks when somebody else may have changed the preferences, and when it begins or ceases to be quiet.
 *
 * #### Notes
 * The server tells a change by a hint after which no entry has changed; it may also stand where the last one stood. While
 * nothing happens nothing is asked.
 */
export class PreferencesWatch implements IDisposable {
  constructor(options: PreferencesWatch.IOptions) {
    this._backend = options.backend;
    this._ask = options.ask;
    this._backend.hinted.connect(this._onHint, this);
    this._backend.connectionChanged.connect(this._onConnection, this);
    this._backend.revived.connect(() => this._ask(), this);
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
    clearTimeout(this._later);
    Signal.disconnectReceiver(this);
  }

  /** The server is being asked; what it says is given to `heard`. */
  asked(): void {
    clearTimeout(this._later);
    this._later = undefined;
    this._hasFailed = true;
  }

  /** Look again when what the server has said is over. */
  heard(stored: IPreferences): void {
    this._hasFailed = false;
    clearTimeout(this._turn);
    if (this._isDisposed) {
      return;
    }
    const delay = this._delay(stored, Date.now());
    if (delay !== null) {
      this._turn = setTimeout(
        () => (delay > Private.FAR_MS ? this.heard(stored) : this._ask()),
        Math.min(delay, Private.FAR_MS)
      );
    }
  }

  /** Make an own change: it is told to this page, too, some time before or after it is answered. */
  async own<T>(send: () => Promise<T>): Promise<T> {
    this._own++;
    this._ownUntil = Infinity;
    try {
      return await send();
    } finally {
      this._ownUntil = performance.now() + Private.OWN_MS;
    }
  }

  /** Milliseconds to the next look, or null if none is called for. */
  private _delay(stored: IPreferences, now: number): number | null {
    const next = nextQuietChange(stored, now);
    const isAgreed = stored.quiet === quietAt(stored, now).quiet;
    if (isAgreed && (next === null || next > now)) {
      this._tries = 0;
      return next === null ? null : next - now + Private.MARGIN_MS;
    }
    // The server's clock differs from this one, or it knows another history of the zone.
    return ++this._tries > Private.TRIES
      ? null
      : Private.RETRY_MS * 2 ** (this._tries - 1);
  }

  private _onConnection(): void {
    if (this._backend.connection !== 'online') {
      this._wasAway = true;
    } else if (this._wasAway) {
      this._wasAway = false;
      // The first hint after that is no news.
      this._head = null;
      this._ask();
    }
  }

  /** Something changed that is no entry. */
  told(): void {
    if (this._own > 0 && performance.now() < this._ownUntil) {
      this._own--;
    } else {
      this._own = 0;
      this._ask();
    }
  }

  private _onHint(_: IBackend, { epoch, seq, unread }: IHint): void {
    const head = `${epoch} ${seq} ${unread}`;
    const now = performance.now();
    if (head !== this._head) {
      this._head = head;
      this._moved = now;
    } else if (
      now - this._moved > Private.CALM_MS ||
      (this._own > 0 && now < this._ownUntil)
    ) {
      this.told();
    } else {
      // While entries change, two hints may well stand at the same place; no question for each of those.
      this._askLater();
    }
    if (this._hasFailed) {
      this._askLater();
    }
  }

  private _askLater(): void {
    this._later ??= setTimeout(this._ask, Private.LATER_MS);
  }

  private _ask: () => void;
  private _backend: IBackend;
  private _hasFailed = false;
  private _head: string | null = null;
  private _isDisposed = false;
  private _later: ReturnType<typeof setTimeout> | undefined;
  private _moved = -Infinity;
  private _own = 0;
  private _ownUntil = -Infinity;
  private _tries = 0;
  private _turn: ReturnType<typeof setTimeout> | undefined;
  private _wasAway = false;
}

/** A namespace for `PreferencesWatch` statics. */
export namespace PreferencesWatch {
  /** What is watched. */
  export interface IOptions {
    backend: IBackend;
    /** Ask for them, if they are of interest to anybody. */
    ask: () => void;
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
}
