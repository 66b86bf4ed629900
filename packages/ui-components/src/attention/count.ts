/** Shows the count in the page's title and on its icon, where the user wants it. */

import type { INotifications } from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { ICountMark } from './countmark';

/** Keeps the marks that are wanted up to date; each is loaded when it is wanted first. */
export class Count implements IDisposable {
  constructor(notifications: INotifications) {
    this._notifications = notifications;
    notifications.changed.connect(this._update, this);
  }

  /** Take over what the user decided. */
  configure(settings: Count.ISettings): void {
    this._follow('title', settings.countInTitle, async () => {
      const { TitleCount } = await import('./titlecount');
      return new TitleCount();
    });
    this._follow('icon', settings.countInFavicon, async () => {
      const { FaviconDot } = await import('./favicondot');
      return new FaviconDot();
    });
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._wanted.clear();
    this._marks.forEach(mark => mark.dispose());
    this._marks.clear();
    Signal.clearData(this);
  }

  private _follow(
    name: string,
    isWanted: boolean,
    make: () => Promise<ICountMark>
  ): void {
    if (!isWanted) {
      this._wanted.delete(name);
      this._marks.get(name)?.dispose();
      this._marks.delete(name);
    } else if (!this._wanted.has(name)) {
      this._wanted.add(name);
      make().then(
        mark => {
          // Switched off, and perhaps on again, meanwhile.
          if (this._wanted.has(name) && !this._marks.has(name)) {
            this._marks.set(name, mark);
            this._update();
          } else {
            mark.dispose();
          }
        },
        (reason: unknown) => {
          console.warn('The count could not be shown:', reason);
        }
      );
    }
  }

  private _update(): void {
    const { unread } = this._notifications;
    this._marks.forEach(mark => {
      mark.count = unread;
    });
  }

  private readonly _notifications: INotifications;
  private readonly _wanted = new Set<string>();
  private readonly _marks = new Map<string, ICountMark>();
  private _isDisposed = false;
}

/** A namespace for `Count` statics. */
export namespace Count {
  /** What the user decides. */
  export interface ISettings {
    /** Show the count before the page's title. */
    readonly countInTitle: boolean;
    /** Show a dot on the page's icon while there is something unread. */
    readonly countInFavicon: boolean;
  }
}
