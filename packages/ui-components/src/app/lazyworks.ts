/** Loads what works behind the bell when it is first needed, and keeps until then what that has to know. */

import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { Presence } from '../attention/presence';
import type { IDocuments } from './documents';
import { Early } from './early';
import { followSettings } from './followsettings';
import { LazyRuns } from './lazyruns';
import type { IRunShell } from './runcontext';
import type { Works } from './works';

/** Shared settings that, switched on, do something from the start. */
const EAGER = ['captureNotifications', 'countInTitle', 'countInFavicon'];

/** What works behind the bell; what did not come is asked for again. */
export class LazyWorks implements IDisposable {
  constructor(options: LazyWorks.IOptions) {
    this._options = options;
    this._early = new Early(options.notifications, () => this._wake());
    this._presence = new Presence({ baseUrl: options.baseUrl });
    const { page } = this._presence;
    this._runs = new LazyRuns({ ...options, page });
  }

  /** What works; null until it is there. */
  current: Works | null = null;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Follow the settings that both applications share. */
  follow(shared: Works.IOptions['shared']): void {
    this._shared = shared;
    // That they could not be loaded is said by what is loaded later.
    followSettings(shared, this, composite => {
      // What is to be seen or kept from the start does not wait for anything to happen.
      if (EAGER.some(name => composite[name] === true)) {
        this._wake();
      }
    });
  }

  /** Load it, unless it is there. */
  load(): Promise<Works> {
    this._loading ??= this._load().catch(reason => {
      this._loading = null;
      throw reason;
    });
    return this._loading;
  }

  dispose(): void {
    this._isDisposed = true;
    this._early.dispose();
    this._runs.dispose();
    this.current?.dispose();
    this._presence.dispose();
    Signal.clearData(this);
  }

  private async _load(): Promise<Works> {
    const { documents, onLoaded, ...options } = this._options;
    const [{ Works }, found] = await Promise.all([
      import('./works'),
      documents()
    ]);
    const works = new Works({
      ...options,
      documents: found,
      presence: this._presence,
      shared: this._shared,
      early: this._early
    });
    this._early.dispose();
    if (this._isDisposed) {
      works.dispose();
      return works;
    }
    this.current = works;
    onLoaded(works);
    return works;
  }

  /** Something happened that has to be heard. */
  private _wake(): void {
    this.load().catch((reason: unknown) => {
      // Tried again with what comes next; the badge counts meanwhile.
      console.warn('What works behind the bell did not come:', reason);
    });
  }

  private readonly _early: Early;
  private _isDisposed = false;
  private _loading: Promise<Works> | null = null;
  private readonly _options: LazyWorks.IOptions;
  private readonly _presence: Presence;
  private readonly _runs: LazyRuns;
  private _shared: Works.IOptions['shared'];
}

/** A namespace for `LazyWorks` statics. */
export namespace LazyWorks {
  /** What works are made with that are loaded later. */
  export interface IOptions extends Omit<
    Works.IOptions,
    'documents' | 'presence' | 'shared' | 'early'
  > {
    /** How the application shows documents; asked for when that is needed first. */
    readonly documents: () => Promise<IDocuments>;
    /** Where the application shows them. */
    readonly shell: IRunShell;
    /** Called when they are there. */
    readonly onLoaded: (works: Works) => void;
  }
}
