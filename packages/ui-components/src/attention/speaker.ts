/** Tells what matters, once, by whom and by what means it is to be told. Loaded with the first thing to tell. */

import { countsAsUnread } from '@jupyter-notifications/core';
import type {
  INotification,
  INotifications
} from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { Desktop } from './desktop';
import type { IFollowOptions } from './follow';
import { reaches } from './noise';
import type { From, INoise } from './noise';
import type { IPage } from './page';
import { isOfThisPage } from './pagemark';
import { play } from './sound';
import type { Tabs } from './tabs';
import { Toasts } from './toasts';
import type { Told } from './told';

/** How an entry is shown somewhere else than in the center. */
export interface IMeans extends IDisposable {
  /** Show entries, each by itself, or, if they are too many, as a number. */
  show(entries: ReadonlyArray<INotification>): void;
  /** Take away what is shown of an entry: it was read, or is gone. */
  hide(id: string): void;
}

/**
 * Tells what matters: in the page, if this tab is the one in front; on the desktop, if no tab is to be seen.
 *
 * #### Notes
 * The first thing is told at once, what follows soon after is told together.
 */
export class Speaker implements IDisposable {
  constructor(options: Speaker.IOptions) {
    this._options = options;
    this._toasts = new Toasts(options);
    this._desktop = new Desktop(options);
    options.notifications.changed.connect(this._onChanged, this);
    options.page.changed.connect(this._onPage, this);
  }

  /** Something is to be told, unless it is quiet as it comes: that may be over when its turn comes. */
  add(noises: ReadonlyArray<INoise>): void {
    if (this._options.notifications.preferences?.quiet) {
      return;
    }
    for (const noise of noises) {
      this._untold.set(noise.entry.id, noise);
      this._waiting.add(noise);
    }
    if (this._timer === undefined) {
      this._turn();
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
    this._waiting.clear();
    this._untold.clear();
    this._toasts.dispose();
    this._desktop.dispose();
    Signal.clearData(this);
  }

  private _turn(): void {
    const noises = [...this._waiting];
    this._waiting.clear();
    if (noises.length === 0) {
      this._timer = undefined;
      return;
    }
    this._timer = setTimeout(() => this._turn(), Private.TOGETHER_MS);
    void this._tell(noises)
      .catch((reason: unknown) => {
        console.warn('Not told:', reason);
      })
      .finally(() => {
        for (const noise of noises) {
          if (this._isUntold(noise)) {
            this._untold.delete(noise.entry.id);
          }
        }
      });
  }

  private async _tell(noises: ReadonlyArray<INoise>): Promise<void> {
    if (await this._isQuiet()) {
      return;
    }
    const { page, tabs, told, settings, center } = this._options;
    const { toastFrom, desktopFrom, sound } = settings();
    let from: From;
    let means: IMeans;
    let candidates = noises;
    if (page.isVisible) {
      if (!tabs.isFront) {
        return;
      }
      from = toastFrom;
      // What was kept of a toast needs no second one, and who looks at the list sees it come.
      candidates = noises.filter(
        ({ entry }) => !isOfThisPage(entry) && !center.shows(entry.id)
      );
      means = this._toasts;
    } else {
      const isMyTurn = await this._isMyTurn();
      if (page.isVisible && !this._isDisposed) {
        // Somebody has come meanwhile, and has not seen it come.
        return this._tell(noises);
      }
      if (!isMyTurn || !this._desktop.isAllowed) {
        return;
      }
      from = desktopFrom;
      means = this._desktop;
    }
    const wanted = candidates.filter(
      noise => reaches(noise.level, from) && this._isUntold(noise)
    );
    const fresh = await told.claim(wanted.map(({ entry }) => entry));
    if (fresh.length > 0 && !this._isDisposed) {
      means.show(fresh);
      if (sound) {
        void play();
      }
    }
  }

  /** Whether no tab is to be seen, and this one has to say so. */
  private async _isMyTurn(): Promise<boolean> {
    const { tabs, page } = this._options;
    // Going from one tab to another, for a moment none is to be seen.
    await this._pause(tabs.isSpeaker ? Private.SWITCH_MS : Private.BACKUP_MS);
    return !this._isDisposed && !page.isVisible && !(await tabs.isAnyVisible());
  }

  private async _isQuiet(): Promise<boolean> {
    const { notifications } = this._options;
    try {
      const preferences =
        notifications.preferences ?? (await notifications.fetchPreferences());
      return preferences.quiet;
    } catch {
      // Not heard: better told than missed.
      return false;
    }
  }

  private _pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, milliseconds));
  }

  /** What was read, here or elsewhere, or is gone, needs no telling any more. */
  private _onChanged(
    _: INotifications,
    { items, removed }: INotifications.IChange
  ): void {
    for (const entry of items) {
      if (!countsAsUnread(entry)) {
        this._forget(entry.id);
      }
    }
    removed.forEach(id => this._forget(id));
  }

  private _forget(id: string): void {
    this._untold.delete(id);
    this._toasts.hide(id);
    this._desktop.hide(id);
  }

  /** Whether it still has to be told: not read meanwhile, and not replaced by what came later of the same entry. */
  private _isUntold(noise: INoise): boolean {
    return this._untold.get(noise.entry.id) === noise;
  }

  /** Somebody is here again. */
  private _onPage(page: IPage): void {
    if (page.isVisible) {
      this._desktop.clear();
    }
  }

  private readonly _options: Speaker.IOptions;
  private readonly _toasts: Toasts;
  private readonly _desktop: Desktop;
  private readonly _waiting = new Set<INoise>();
  private readonly _untold = new Map<string, INoise>();
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

/** A namespace for `Speaker` statics. */
export namespace Speaker {
  /** What a speaker is made with. */
  export interface IOptions extends IFollowOptions {
    readonly trans: TranslationBundle;
    readonly page: IPage;
    readonly tabs: Tabs;
    readonly told: Told;
    /** What the user decided, as it is now. */
    readonly settings: () => ISettings;
  }

  /** What the user decides. */
  export interface ISettings {
    /** From which priority on something is told in the page. */
    readonly toastFrom: From;
    /** From which priority on something is told on the desktop. */
    readonly desktopFrom: From;
    /** Whether a sound goes with it. */
    readonly sound: boolean;
  }
}

/** A namespace for private data. */
namespace Private {
  /** What comes within this time after something was told is told together. */
  export const TOGETHER_MS = 2000;
  /** The longest that going from one tab to another takes. */
  export const SWITCH_MS = 300;
  /** When another tab tells what the one that speaks for all has not told: it may sleep, or not be connected. */
  export const BACKUP_MS = 5000;
}
