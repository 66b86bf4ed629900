/** What this person wants to be told, as the server has it: changed here at once, and kept up to date. */

import { JSONExt } from '@lumino/coreutils';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend } from './backend';
import { PreferencesWatch } from './preferenceswatch';
import { quietAt } from './quiet';
import type { IPreferences, IPreferencesChange } from './wire';

/**
 * The preferences, once somebody has asked for them.
 *
 * #### Notes
 * Whoever changes them sends all of them, so a change is laid over what the server has at that moment, one at a time.
 */
export class Preferences implements IDisposable {
  constructor(options: Preferences.IOptions) {
    this._backend = options.backend;
    this._watch = new PreferencesWatch({
      backend: options.backend,
      ask: () => this._askAgain()
    });
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
    this._watch.dispose();
    Signal.clearData(this);
  }

  /** Something of the inbox changed that is no entry: ask, unless that was an own change. */
  mayHaveChanged(): void {
    this._watch.told();
  }

  /** Ask the server. Those who ask while a question waits share it. */
  fetch(): Promise<IPreferences> {
    this._isWanted = true;
    this._fetching ??= this._inTurn(async () => {
      this._fetching = null;
      this._watch.asked();
      return this._store(await this._backend.preferences());
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
        const answer = await this._watch.own(() =>
          this._backend.setPreferences(kept)
        );
        this._forget(change);
        return this._store(answer);
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
    this._watch.heard(answer);
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

  private _backend: IBackend;
  private _changed = new Signal<this, IPreferences>(this);
  private _fetching: Promise<IPreferences> | null = null;
  private _isDisposed = false;
  private _isWanted = false;
  private _last: Promise<unknown> = Promise.resolve();
  private _pending: Preferences.Change[] = [];
  private _shown: IPreferences | null = null;
  private _stored: IPreferences | null = null;
  private _watch: PreferencesWatch;
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
