/** Loads what tells the server of runs when the first one takes a while: many pages run nothing. */

import type { INotifications } from '@jupyter-notifications/core';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IPage } from '../attention/page';
import type { Runs } from './runs';

/** Milliseconds after which a run is worth telling of. What ends before costs nothing. */
export const A_WHILE = 1000;

/** What runs the code of a document, or of whatever else is shown; undefined if nothing does. */
export function contextOf(
  widget: unknown
): LazyRuns.IContext | null | undefined {
  return (widget as { sessionContext?: LazyRuns.IContext } | null)
    ?.sessionContext;
}

/** Tells of runs from the first long one on; what did not come is asked for again with the next. */
export class LazyRuns implements IDisposable {
  constructor(options: LazyRuns.IOptions) {
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

  private _wait(context: LazyRuns.IContext): void {
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
  private readonly _options: LazyRuns.IOptions;
  private _runs: Runs | null = null;
}

/** A namespace for `LazyRuns` statics. */
export namespace LazyRuns {
  /** What is made use of of a session context. */
  export type IContext = Pick<
    ISessionContext,
    | 'path'
    | 'propertyChanged'
    | 'session'
    | 'sessionChanged'
    | 'statusChanged'
    | 'type'
  >;

  /** The part of a shell that tells what is shown. */
  export interface IShell {
    readonly currentWidget: unknown;
    readonly currentChanged?: ISignal<unknown, unknown>;
    widgets(area: 'main'): Iterable<unknown>;
  }

  /** What is told by, and of. */
  export interface IOptions {
    readonly notifications: Pick<INotifications, 'tell'>;
    readonly page: IPage;
    readonly shell: IShell;
  }
}
