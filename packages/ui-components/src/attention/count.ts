/** Shows the count in the page's title and on its icon, where the user wants it. */

import type { INotifications } from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { CountMark } from './countmark';

/**
 * Keeps the marks that are wanted up to date.
 *
 * #### Notes
 * Each is loaded when it is first wanted; one that did not come is asked for again with the next change.
 */
export class Count implements IDisposable {
  /**
   * @param load - Where the code of each mark comes from.
   */
  constructor(notifications: INotifications, load: Count.ILoad = Private.LOAD) {
    this._notifications = notifications;
    this._load = load;
    notifications.changed.connect(this._update, this);
  }

  /** Take over what the user decided. */
  configure(settings: Count.ISettings): void {
    this._want('title', settings.countInTitle);
    this._want('icon', settings.countInFavicon);
    this._update();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._want('title', false);
    this._want('icon', false);
    Signal.clearData(this);
  }

  private _want(name: keyof Count.ILoad, isWanted: boolean): void {
    if (isWanted) {
      this._wanted.add(name);
    } else {
      this._wanted.delete(name);
      this._marks.get(name)?.dispose();
      this._marks.delete(name);
    }
  }

  private _update(): void {
    for (const name of this._wanted) {
      const mark = this._marks.get(name);
      if (mark) {
        mark.count = this._notifications.unread;
      } else if (!this._coming.has(name)) {
        void this._fetch(name);
      }
    }
  }

  private async _fetch(name: keyof Count.ILoad): Promise<void> {
    this._coming.add(name);
    try {
      const Mark = await this._load[name]();
      // It may have been switched off meanwhile.
      if (this._wanted.has(name)) {
        this._marks.set(name, new Mark());
        this._update();
      }
    } catch (reason) {
      console.warn('The count could not be shown:', reason);
    }
    this._coming.delete(name);
  }

  private readonly _notifications: INotifications;
  private readonly _coming = new Set<keyof Count.ILoad>();
  private readonly _load: Count.ILoad;
  private readonly _marks = new Map<keyof Count.ILoad, CountMark>();
  private readonly _wanted = new Set<keyof Count.ILoad>();
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

  /** Where the code of each mark comes from. */
  export interface ILoad {
    readonly title: () => Promise<new () => CountMark>;
    readonly icon: () => Promise<new () => CountMark>;
  }
}

/** A namespace for private data. */
namespace Private {
  export const LOAD: Count.ILoad = {
    title: async () => (await import('./titlecount')).TitleCount,
    icon: async () => (await import('./favicondot')).FaviconDot
  };
}
