/** Shows entries on the desktop, outside the browser's windows. */

import type { INotification } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import { few } from './few';
import { follow } from './follow';
import type { IFollowOptions } from './follow';
import { permission } from './permission';

/**
 * Desktop notifications of entries.
 *
 * #### Notes
 * Their `tag` is the entry's id: should two tabs ever tell the same, the desktop shows one.
 */
export class Desktop implements IDisposable {
  constructor(options: Desktop.IOptions) {
    this._options = options;
  }

  /** Whether the browser lets us. */
  get isAllowed(): boolean {
    return permission() === 'granted';
  }

  /** Show entries, each by itself, or, if they are too many, as a number. */
  show(entries: ReadonlyArray<INotification>): void {
    const { trans } = this._options;
    const isCounting = this._shown.has(Private.SUM);
    const { alone, counted } = few(entries, this._shown.size, isCounting);
    if (counted.length > 0) {
      this._count += counted.length;
      const title = trans._n(
        '%1 new notification',
        '%1 new notifications',
        this._count
      );
      this._show(Private.SUM, title, '', () => this._options.center.open());
    }
    for (const entry of alone) {
      const from = entry.sender ? trans.__('from %1', entry.sender) : '';
      const about = [entry.source, from].filter(Boolean).join(' · ');
      this._show(entry.id, entry.title, about, () =>
        follow(entry, this._options)
      );
    }
  }

  /** Take away what is shown of an entry: it was read, or is gone. */
  hide(id: string): void {
    this._shown.get(id)?.close();
    this._shown.delete(id);
  }

  /** Take all of it away. */
  clear(): void {
    [...this._shown.keys()].forEach(id => this.hide(id));
    this._count = 0;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.clear();
  }

  private _show(
    tag: string,
    title: string,
    body: string,
    onClick: () => void
  ): void {
    let shown: Notification;
    try {
      shown = new Notification(title, { body, tag, silent: true, dir: 'auto' });
    } catch (reason) {
      // Some browsers of phones have it, and refuse to use it from a page.
      console.warn('There are no desktop notifications:', reason);
      return;
    }
    this._shown.set(tag, shown);
    shown.onclick = () => {
      window.focus();
      this.hide(tag);
      this._forgetCount(tag);
      onClick();
    };
    shown.onclose = () => {
      if (this._shown.get(tag) === shown) {
        this._shown.delete(tag);
        this._forgetCount(tag);
      }
    };
  }

  private _forgetCount(tag: string): void {
    if (tag === Private.SUM) {
      this._count = 0;
    }
  }

  private readonly _options: Desktop.IOptions;
  private readonly _shown = new Map<string, Notification>();
  private _count = 0;
  private _isDisposed = false;
}

/** A namespace for `Desktop` statics. */
export namespace Desktop {
  /** What it is made with. */
  export interface IOptions extends IFollowOptions {
    readonly trans: TranslationBundle;
  }
}

/** A namespace for private data. */
namespace Private {
  /** The tag of the number. */
  export const SUM = 'jupyter-notifications/sum';
}
