/** Calls for attention: quiet but for what matters, and from one tab only. */

import type { INotifications } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { followSettings } from '../app/followsettings';
import type { IComposite, ILoadedSettings } from '../app/followsettings';
import { Count } from './count';
import { Noise, reaches } from './noise';
import type { From, INoise } from './noise';
import { DesktopOffer } from './desktopoffer';
import type { IFollowOptions } from './follow';
import type { IPage } from './page';
import type { Speaker } from './speaker';
import type { Presence } from './presence';
import type { IUser } from '../interfaces';

/**
 * Listens from the start, and loads what tells when there is something to tell.
 *
 * #### Notes
 * Until `configure` was called nothing is told, so that nobody hears what they have switched off.
 */
export class Attention implements IDisposable {
  constructor(options: Attention.IOptions) {
    this._options = options;
    this.offer = new DesktopOffer({
      name: options.presence.name,
      from: () => this._settings?.desktopFrom ?? 'never',
      switchOn: () => this._switchDesktopOn()
    });
    this._count = new Count(options.notifications);
    const { since, changes = [] } = options.early ?? {};
    this._noise = new Noise({ ...options, since });
    this._noise.made.connect(this._onNoise, this);
    changes.forEach(change => this._noise.hear(change));
    options.presence.page.changed.connect(this._onPage, this);
  }

  /** Desktop notifications, to be offered by a center. */
  readonly offer: DesktopOffer;

  /**
   * Follow the user's settings from when they are loaded.
   *
   * @param loading - The settings; undefined where there are none: then all is as it is by default.
   */
  follow(loading: Promise<Attention.ILoaded> | undefined): void {
    this._loading = loading;
    followSettings(
      loading,
      this,
      composite => this.configure(Attention.readSettings(composite)),
      'The settings of toasts could not be loaded:'
    );
  }

  /** Take over what the user decided, at once. */
  configure(settings: Attention.ISettings): void {
    if (this._isDisposed) {
      return;
    }
    this._settings = settings;
    this._count.configure(settings);
    this.offer.refresh();
    this._tell(this._early.splice(0));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    void this._speaker?.then(speaker => speaker?.dispose());
    this._noise.dispose();
    this._count.dispose();
    this.offer.dispose();
    Signal.clearData(this);
  }

  private _onPage(page: IPage): void {
    if (page.isFrozen) {
      this._wasFrozen = true;
    } else if (this._wasFrozen) {
      this._wasFrozen = false;
      this._noise.wakeUp();
    }
  }

  private _onNoise(_: Noise, noises: ReadonlyArray<INoise>): void {
    if (this._settings) {
      this._tell(noises);
    } else {
      this._early.push(...noises);
    }
  }

  private _tell(noises: ReadonlyArray<INoise>): void {
    const { toastFrom, desktopFrom } = this._settings!;
    const wanted = noises.filter(
      ({ level }) => reaches(level, toastFrom) || reaches(level, desktopFrom)
    );
    if (wanted.some(({ level }) => reaches(level, desktopFrom))) {
      this.offer.open();
    }
    if (wanted.length > 0) {
      this._speaker ??= this._load();
      void this._speaker.then(speaker => {
        if (speaker) {
          speaker.add(wanted);
        } else {
          // Tried again with what comes next; the badge tells of this.
          this._speaker = null;
        }
      });
    }
  }

  private async _switchDesktopOn(): Promise<void> {
    // That they could not be loaded was said.
    const loaded = await this._loading?.catch(() => undefined);
    if (loaded && this._settings?.desktopFrom === 'never') {
      await loaded.set('desktopFrom', 'high');
    }
  }

  private async _load(): Promise<Speaker | null> {
    const { notifications, host, trans, center, presence } = this._options;
    const { page, tabs, name, locks } = presence;
    try {
      const { Speaker, Told } = await import('./voice');
      if (this._isDisposed) {
        return null;
      }
      return new Speaker({
        notifications,
        host,
        trans,
        center,
        page,
        tabs,
        told: new Told(name, locks),
        settings: () => this._settings!
      });
    } catch (reason) {
      console.warn('What tells of notifications could not be loaded:', reason);
      return null;
    }
  }

  private readonly _options: Attention.IOptions;
  private readonly _noise: Noise;
  private readonly _count: Count;
  private readonly _early: INoise[] = [];
  private _loading: Promise<Attention.ILoaded> | undefined;
  private _settings: Attention.ISettings | null = null;
  private _speaker: Promise<Speaker | null> | null = null;
  private _wasFrozen = false;
  private _isDisposed = false;
}

/** A namespace for `Attention` statics. */
export namespace Attention {
  /** What it is made with. */
  export interface IOptions extends IFollowOptions {
    readonly trans: TranslationBundle;
    /** This page among the tabs of its server. */
    readonly presence: Presence;
    /** Who looks. */
    readonly user?: IUser;
    /** What happened before this was there. */
    readonly early?: IEarly;
  }

  /** What happened before this was there. */
  export interface IEarly {
    /** Where the inbox stood when the page began to listen. */
    readonly since?: string;
    /** What happened since, in order. */
    readonly changes: ReadonlyArray<INotifications.IChange>;
  }

  /** What the user decides. */
  export interface ISettings extends Speaker.ISettings, Count.ISettings {}

  /** The settings of a plugin, as the application's registry loads them. */
  export interface ILoaded extends ILoadedSettings {
    readonly changed: ISignal<ILoaded, void>;
    set(name: string, value: string): Promise<void>;
  }

  /** Read settings as the registry has them; what is missing or unknown is as the schema's default says. */
  export function readSettings(composite: IComposite): ISettings {
    const from = (value: unknown): From =>
      Private.FROM.find(one => one === value) ?? 'high';
    return {
      toastFrom: from(composite.toastFrom),
      desktopFrom: from(composite.desktopFrom),
      sound: composite.sound === true,
      countInTitle: composite.countInTitle === true,
      countInFavicon: composite.countInFavicon === true
    };
  }
}

/** A namespace for private data. */
namespace Private {
  export const FROM: ReadonlyArray<From> = [
    'never',
    'urgent',
    'high',
    'normal',
    'low'
  ];
}
