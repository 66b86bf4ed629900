/** Whether this page can be seen, has the focus, or is frozen. */

import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

/** What there is to know of a page. */
export interface IPage extends IDisposable {
  /** Whether somebody can see it. */
  readonly isVisible: boolean;
  /** Whether it is the one that somebody works in. */
  readonly hasFocus: boolean;
  /** Whether the browser has put it to sleep: nothing runs in it. */
  readonly isFrozen: boolean;
  /** Emitted when anything above changed. */
  readonly changed: ISignal<IPage, void>;
}

/** The page that this runs in. */
export class BrowserPage implements IPage {
  constructor() {
    Private.DOCUMENT.forEach(type => document.addEventListener(type, this));
    Private.WINDOW.forEach(type => window.addEventListener(type, this));
  }

  get isVisible(): boolean {
    return document.visibilityState === 'visible';
  }

  get hasFocus(): boolean {
    return document.hasFocus();
  }

  get isFrozen(): boolean {
    return this._isFrozen;
  }

  get changed(): ISignal<this, void> {
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
    Private.DOCUMENT.forEach(type => document.removeEventListener(type, this));
    Private.WINDOW.forEach(type => window.removeEventListener(type, this));
    Signal.clearData(this);
  }

  /** Follow what the browser says. */
  handleEvent(event: Event): void {
    if (event.type === 'freeze' || event.type === 'pagehide') {
      this._isFrozen = true;
    } else if (event.type !== 'blur') {
      // Whatever else is heard, the page is awake.
      this._isFrozen = false;
    }
    this._changed.emit();
  }

  private _isFrozen = false;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}

/** A namespace for private data. */
namespace Private {
  /** As the Page Lifecycle API has them: https://wicg.github.io/page-lifecycle/ */
  export const DOCUMENT = ['visibilitychange', 'freeze', 'resume'];
  export const WINDOW = ['focus', 'blur', 'pagehide', 'pageshow'];
}
