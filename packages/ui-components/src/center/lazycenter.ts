/** The center of one popup or panel, whose code is loaded when it is first opened. */

import type { ITranslator } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { ICenterOptions } from '../interfaces';
import type { CenterModel } from '../model/centermodel';

/** The code of the center. */
export type Whole = typeof import('./whole');

/** Loads the code of the center, once for all; what failed is tried again. */
export async function loadWhole(): Promise<Whole> {
  const { code } = Private;
  code.loading ??= import('./whole').then(
    whole => (code.whole = whole),
    reason => {
      code.loading = null;
      throw reason;
    }
  );
  return code.loading;
}

/**
 * A center that may not be there yet.
 *
 * #### Notes
 * Its model is made at the first opening and lives as long as this: what was deleted can still be undone after the
 * popup was closed.
 */
export class LazyCenter implements IDisposable {
  /**
   * @param source - What the center is made with, or how that is come by.
   * @param load - Where the code comes from.
   */
  constructor(
    source: LazyCenter.Source,
    load: () => Promise<Whole> = loadWhole
  ) {
    this.translator = source.translator;
    this._load = load;
    if ('complete' in source) {
      this._complete = source.complete;
    } else {
      this._options = source;
      this._complete = () => Promise.resolve(source);
    }
    // What another popup or panel of this page has loaded is there at once.
    this._whole = load === loadWhole ? Private.code.whole : null;
  }

  /** What the frame is written in. */
  readonly translator: ITranslator;

  /** What the center is made with; null until it is there. */
  get options(): ICenterOptions | null {
    return this._options;
  }

  /** Emitted when `state` changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether the code is there. */
  get state(): 'loading' | 'failed' | 'ready' {
    return this._model ? 'ready' : this._hasFailed ? 'failed' : 'loading';
  }

  /** What the center shows; null until its code is there. */
  get model(): CenterModel | null {
    return this._model;
  }

  /** What draws it; null until its code is there. */
  get view(): Whole['Center'] | null {
    return this._whole?.Center ?? null;
  }

  /** Resolves when the last opening has come to its code, or failed. */
  get ready(): Promise<void> {
    return this._ready;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Get the code, as somebody seems about to open it. */
  prefetch(): void {
    // Whoever opens it is told.
    this._gather().catch(() => undefined);
  }

  /** Show the inbox, as soon as the code is there. */
  open(): void {
    this._isOpen = true;
    if (this._whole && this._options) {
      this._start(this._whole, this._options);
    } else {
      this._ready = this._fetch();
    }
  }

  /** Stop showing the inbox. */
  close(): void {
    this._isOpen = false;
    this._model?.close();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.close();
    this._model?.dispose();
    Signal.clearData(this);
  }

  private async _fetch(): Promise<void> {
    if (this._hasFailed) {
      this._hasFailed = false;
      this._changed.emit();
    }
    try {
      await this._gather();
    } catch (reason) {
      console.warn('The notification center could not be loaded:', reason);
      this._hasFailed = true;
      this._changed.emit();
      return;
    }
    if (this._isOpen && this._whole && this._options) {
      this._start(this._whole, this._options);
    }
  }

  /** Get the code and what it works with, both at once. */
  private async _gather(): Promise<void> {
    if (this._whole && this._options) {
      return;
    }
    [this._whole, this._options] = await Promise.all([
      this._load(),
      this._complete()
    ]);
  }

  private _start(whole: Whole, options: ICenterOptions): void {
    const isNew = !this._model;
    this._model ??= new whole.CenterModel(options);
    if (!this._model.isOpen) {
      this._model.open();
    }
    if (isNew) {
      this._changed.emit();
    }
  }

  private readonly _complete: () => Promise<ICenterOptions>;
  private readonly _load: () => Promise<Whole>;
  private _options: ICenterOptions | null = null;
  private _changed = new Signal<this, void>(this);
  private _hasFailed = false;
  private _isDisposed = false;
  private _isOpen = false;
  private _model: CenterModel | null = null;
  private _ready: Promise<void> = Promise.resolve();
  private _whole: Whole | null;
}

/** A namespace for `LazyCenter` statics. */
export namespace LazyCenter {
  /** What a center is made with, or how that is come by when it is opened. */
  export type Source =
    | ICenterOptions
    | {
        readonly translator: ITranslator;
        complete(): Promise<ICenterOptions>;
      };
}

/** A namespace for private data. */
namespace Private {
  /** The code once it is there, and its coming. */
  export const code: {
    whole: Whole | null;
    loading: Promise<Whole> | null;
  } = { whole: null, loading: null };
}
