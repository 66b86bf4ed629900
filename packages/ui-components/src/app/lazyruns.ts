/** Loads what tells the server of runs when the first one takes a while: many pages run nothing. */

import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { A_WHILE, contextOf } from './runcontext';
import type { IRunContext, IRunsOptions } from './runcontext';
import type { Runs } from './runs';

/** Tells of runs from the first long one on; what did not come is asked for again with the next. */
export class LazyRuns implements IDisposable {
  constructor(options: IRunsOptions) {
    this._options = options;
    if (options.notifications.tell) {
      this._start();
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._runs?.dispose();
    Signal.clearData(this);
  }

  private _start(): void {
    this._options.shell.currentChanged?.connect(this._look, this);
    this._look();
  }

  private _look(): void {
    const context = contextOf(this._options.shell.currentWidget);
    if (context) {
      context.statusChanged.connect(this._wait, this);
      this._wait(context);
    }
  }

  private _wait(context: IRunContext): void {
    // After a reload nobody knows how a kernel is that runs something: it answers when that has ended.
    const isBusy = () =>
      /busy|unknown/.test(context.session?.kernel?.status ?? '');
    if (isBusy()) {
      setTimeout(() => {
        if (isBusy()) {
          void this._load();
        }
      }, A_WHILE);
    }
  }

  private async _load(): Promise<void> {
    if (this._isDisposed || this._isLoading) {
      return;
    }
    this._isLoading = true;
    Signal.disconnectReceiver(this);
    try {
      const { Runs } = await import('./runs');
      if (!this._isDisposed) {
        this._runs = new Runs(this._options);
      }
    } catch {
      this._isLoading = false;
      this._start();
    }
  }

  private _isDisposed = false;
  private _isLoading = false;
  private readonly _options: IRunsOptions;
  private _runs: Runs | null = null;
}
