/** Shows entries as toasts of the application. */

import type { INotification } from '@jupyter-notifications/core';
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import { few } from './few';
import { follow, leadsSomewhere } from './follow';
import type { IFollowOptions } from './follow';
import { mark } from './marks';

/**
 * Toasts of entries: the title and one button, and no more than a few at once.
 *
 * #### Notes
 * The application's manager keeps what it has shown for its own center. An entry stands in ours, so it is taken out of
 * the manager as soon as its toast has gone.
 */
export class Toasts implements IDisposable {
  constructor(options: Toasts.IOptions) {
    this._options = options;
  }

  /** Show entries, each by itself, or, if they are too many, as a number. */
  show(entries: ReadonlyArray<INotification>): void {
    this._sweep();
    const isCounting = this._sum !== null;
    const { alone, counted } = few(entries, this._shown.size, isCounting);
    if (counted.length > 0) {
      this._count(counted.length);
    }
    for (const entry of alone) {
      this.hide(entry.id);
      this._shown.set(entry.id, this._toast(entry));
    }
    this._sweepLater();
  }

  /** Take a toast away: its entry was read, or is gone. */
  hide(id: string): void {
    const toast = this._shown.get(id);
    if (toast) {
      this._shown.delete(id);
      Notification.dismiss(toast.id);
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    [...this._shown.keys()].forEach(id => this.hide(id));
    if (this._sum) {
      Notification.dismiss(this._sum.id);
    }
  }

  private _toast(entry: INotification): Private.IToast {
    const { trans } = this._options;
    const title = Private.plain(entry.title);
    const id = Notification.emit(title, entry.type ?? 'default', {
      autoClose: entry.priority === 'urgent' ? false : Private.SHOWN_MS,
      data: mark(),
      actions: leadsSomewhere(entry)
        ? [
            {
              label: trans.__('Open'),
              callback: () => follow(entry, this._options)
            }
          ]
        : this._showAction(entry.id)
    });
    return { id, since: Date.now() };
  }

  /** Show how many there are, in the place of the number before. */
  private _count(more: number): void {
    const { trans } = this._options;
    const count = (this._sum?.count ?? 0) + more;
    const message = trans._n(
      '%1 new notification',
      '%1 new notifications',
      count
    );
    const options = {
      autoClose: Private.SHOWN_MS,
      data: mark(),
      actions: this._showAction()
    };
    if (this._sum) {
      Notification.update({ id: this._sum.id, message, ...options });
      this._sum = { ...this._sum, count };
    } else {
      const id = Notification.emit(message, 'default', options);
      this._sum = { id, since: Date.now(), count };
    }
  }

  /** The button that opens the center, at an entry, where there is one. */
  private _showAction(id?: string): Notification.IAction[] {
    const { center, trans } = this._options;
    // The click goes on after this, up to what closes an open center: so it has to be over.
    const callback = () => void setTimeout(() => center.open(id));
    return center.active ? [{ label: trans.__('Show'), callback }] : [];
  }

  /** Forget the toasts that have gone, here and in the manager. */
  private _sweep(): void {
    for (const [id, toast] of this._shown) {
      if (Private.hasGone(toast)) {
        this.hide(id);
      }
    }
    if (this._sum && Private.hasGone(this._sum)) {
      Notification.dismiss(this._sum.id);
      this._sum = null;
    }
  }

  private _sweepLater(): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      this._sweep();
      if (this._shown.size > 0 || this._sum) {
        this._sweepLater();
      }
    }, Private.SWEEP_MS);
  }

  private readonly _options: Toasts.IOptions;
  /** By entry. */
  private readonly _shown = new Map<string, Private.IToast>();
  private _sum: (Private.IToast & { count: number }) | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

/** A namespace for `Toasts` statics. */
export namespace Toasts {
  /** What toasts are made with. */
  export interface IOptions extends IFollowOptions {
    readonly trans: TranslationBundle;
  }
}

/** A namespace for private data. */
namespace Private {
  /** How long one is shown; the application stops the clock under the pointer, and while the window has no focus. */
  export const SHOWN_MS = 10_000;
  export const SWEEP_MS = 5000;

  /** A title on one line: the application makes a line of each line. */
  export function plain(title: string): string {
    return title.replace(/\s+/g, ' ').trim();
  }

  /** A toast, by the id of its notification, and when it was asked for. */
  export interface IToast {
    readonly id: string;
    readonly since: number;
  }

  /** Whether a toast is not there any more. It takes a while to come: the first one is loaded with all it needs. */
  export function hasGone({ id, since }: IToast): boolean {
    const isNew = Date.now() - since < SWEEP_MS;
    return !isNew && document.getElementById(id) === null;
  }
}
