/** Which of the tabs of one server in this browser, of both applications, is in front, and which speaks for all. */

import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { HeldLock } from './heldlock';
import type { IPage } from './page';

/**
 * This tab among the others.
 *
 * #### Notes
 * Who may speak is who holds a lock, so the browser itself answers, at once, with nothing running meanwhile: no tab has to
 * tell the others again and again that it is still there, and none that was closed or has crashed is waited for.
 *
 * Without Web Locks, in a page that was not loaded safely, the last tab that had the focus is in front, and nobody
 * speaks for all: such pages cannot make desktop notifications either.
 */
export class Tabs implements IDisposable {
  constructor(options: Tabs.IOptions) {
    const { page, name, locks } = options;
    this._page = page;
    this._locks = locks;
    this._frontName = `${name}:front`;
    if (locks) {
      this._front = new HeldLock(locks, this._frontName);
      this._speaker = new HeldLock(locks, `${name}:speaker`);
    }
    page.changed.connect(this._update, this);
    this._update();
  }

  /** Whether this tab is to be seen, and of those that are, the one that was last worked in. */
  get isFront(): boolean {
    if (!this._page.isVisible) {
      return false;
    }
    return this._front ? this._front.isHeld : this._isLastFocused();
  }

  /** Whether this tab speaks for all when none is to be seen. */
  get isSpeaker(): boolean {
    return this._speaker?.isHeld ?? false;
  }

  /** Whether any tab is to be seen. */
  async isAnyVisible(): Promise<boolean> {
    if (this._page.isVisible || !this._locks) {
      return this._page.isVisible;
    }
    const { held = [], pending = [] } = await this._locks.query();
    return [...held, ...pending].some(lock => lock.name === this._frontName);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._front?.dispose();
    this._speaker?.dispose();
    this._forgetFocus();
    Signal.clearData(this);
  }

  private _update(): void {
    const { isVisible, hasFocus, isFrozen } = this._page;
    if (isVisible && !isFrozen) {
      this._front?.want(hasFocus);
      if (hasFocus) {
        Private.write(this._frontName, this._id);
      }
    } else {
      this._front?.drop();
      this._forgetFocus();
    }
    if (isFrozen) {
      this._speaker?.drop();
    } else {
      this._speaker?.want();
    }
  }

  private _isLastFocused(): boolean {
    const last = Private.read(this._frontName);
    return last === null || last === this._id;
  }

  private _forgetFocus(): void {
    if (Private.read(this._frontName) === this._id) {
      Private.write(this._frontName, null);
    }
  }

  private readonly _page: IPage;
  private readonly _locks: LockManager | null;
  private readonly _id = Private.newId();
  private readonly _frontName: string;
  private readonly _front: HeldLock | null = null;
  private readonly _speaker: HeldLock | null = null;
  private _isDisposed = false;
}

/** A namespace for `Tabs` statics. */
export namespace Tabs {
  /** The options of tabs. */
  export interface IOptions {
    readonly page: IPage;
    /** The same in every tab of a server, and in no other. */
    readonly name: string;
    /** Null if there are none. */
    readonly locks: LockManager | null;
  }
}

/** A namespace for private data. */
namespace Private {
  export function newId(): string {
    return `${Date.now()}-${Math.random()}`;
  }

  export function read(key: string): string | null {
    try {
      return window.localStorage.getItem(key);
    } catch {
      // A browser may forbid storage: then each tab is alone.
      return null;
    }
  }

  export function write(key: string, value: string | null): void {
    try {
      if (value === null) {
        window.localStorage.removeItem(key);
      } else {
        window.localStorage.setItem(key, value);
      }
    } catch {
      // See above.
    }
  }
}
