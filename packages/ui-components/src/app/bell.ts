/** The one bell of an application: badge, center, commands, and what becomes of the application's own. */

import type { INotifications } from '@jupyter-notifications/core';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ITranslator } from '@jupyterlab/translation';
import type { IFormRendererRegistry } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { DisposableSet } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { addAttentionCommands } from '../attention/commands';
import { Presence } from '../attention/presence';
import { BadgeWidget } from '../badge/badgewidget';
import { addBellStyle } from '../bellstyle';
import { addCommands } from './commands';
import type { IDocuments } from './documents';
import { Early } from './early';
import type { NotificationsPanel } from '../center/panel';
import type { BadgePlacement, IPanelPlace, IUser } from '../interfaces';
import {
  PREFERENCES_RENDERER,
  preferencesRenderer
} from '../preferences/field';
import { BellReplacement } from './replacement';
import type { Works } from './works';

/** Shared settings that, switched on, do something from the start. */
const EAGER = ['captureNotifications', 'countInTitle', 'countInFavicon'];

/**
 * Everything about the bell that is the same in every application.
 *
 * #### Notes
 * The application places `badge`, shows it while `active`, and has it `follow` the user's settings; until these are there
 * nothing is shown, so that what is switched off does not flash up.
 */
export class Bell implements IDisposable {
  constructor(options: Bell.IOptions) {
    const { commands, notifications, translator } = options;
    this._commands = commands;
    this._options = options;
    addBellStyle();
    const trans = translator.load('jupyter_notifications');
    this.badge = new BadgeWidget({
      notifications,
      translator,
      placement: options.placement,
      complete: async () => (await this._work()).optionsFor('popup')
    });
    this._early = new Early(notifications, () => this._wake());
    this._presence = new Presence({ baseUrl: options.baseUrl });
    // Asked for once, and followed from then on: whether it is quiet is seen on the badge.
    void notifications.ready
      .then(() => notifications.fetchPreferences())
      .catch((reason: unknown) => {
        console.warn('The preferences are not known:', reason);
      });
    // The registry has no way to take it back.
    options.renderers?.addRenderer(
      PREFERENCES_RENDERER,
      preferencesRenderer(notifications, translator)
    );
    const { palette } = options;
    this._added.add(
      addCommands({
        commands,
        notifications,
        palette,
        trans,
        center: this,
        openSettings: async () => (await this._work()).host.openSettings()
      })
    );
    this._added.add(
      addAttentionCommands({
        commands,
        palette,
        trans,
        isOn: () => this._works?.attention.offer.isOn ?? false,
        enable: async () => (await this._work()).enableDesktop()
      })
    );
  }

  /** What the application places. */
  readonly badge: BadgeWidget;

  /** Whether the badge is to be seen. */
  get active(): boolean {
    return this._active;
  }

  /** Emitted when `active` changed. */
  get activeChanged(): ISignal<this, void> {
    return this._activeChanged;
  }

  /** Whether the center is open. */
  get isOpen(): boolean {
    return this.badge.isOpen;
  }

  /** The place for a panel, where the application has one. */
  get panel(): IPanelPlace | null {
    return this.badge.panel;
  }
  set panel(value: IPanelPlace | null) {
    this.badge.panel = value;
    this._tellPlaces();
    this._commands.notifyCommandChanged();
  }

  /** Open the center, or close it. */
  toggle(): void {
    if (this._active) {
      this.badge.toggle();
    }
  }

  /**
   * Open the center in the panel, and close the popup: there is one at a time.
   *
   * @param activate - If false, it only takes its place there, in view or not.
   */
  async openPanel(activate = true): Promise<void> {
    this.badge.popup.close(false);
    await this.panel?.show(activate);
  }

  /** Open the center in the popup, and take the panel away. */
  openPopup(): void {
    this.panel?.remove();
    this.badge.popup.open();
  }

  /** Make the panel that the application puts into its place. */
  async createPanel(): Promise<NotificationsPanel> {
    return (await this._work()).createPanel();
  }

  /**
   * Follow the user's settings from when they are loaded; what is missing in them is on.
   *
   * @param loading - The settings of the bell; undefined where there are none.
   * @param shared - Those that both applications share.
   */
  follow(
    loading: Promise<Bell.ILoaded> | undefined,
    shared?: Promise<Bell.ISharedLoaded>
  ): void {
    this._shared = shared;
    shared?.then(
      loaded => {
        // What is to be seen or kept from the start does not wait for anything to happen.
        const read = ({ composite }: Bell.ILoaded): void => {
          if (EAGER.some(name => composite[name] === true)) {
            this._wake();
          }
        };
        read(loaded);
        loaded.changed.connect(read, this);
      },
      (reason: unknown) => {
        console.warn('The shared settings could not be loaded:', reason);
      }
    );
    const read = ({ composite }: Bell.ILoaded): void =>
      this.configure({
        showBadge: composite.showBadge !== false,
        replaceBell: composite.replaceBell !== false,
        placement: composite.placement === 'panel' ? 'panel' : 'popup'
      });
    const defaults: Bell.ISettings = { showBadge: true, replaceBell: true };
    if (!loading) {
      this.configure(defaults);
      return;
    }
    loading.then(
      loaded => {
        read(loaded);
        loaded.changed.connect(read, this);
      },
      (reason: unknown) => {
        console.warn('The settings of the bell could not be loaded:', reason);
        this.configure(defaults);
      }
    );
  }

  /** Take over what the user decided, at once. */
  configure(settings: Bell.ISettings): void {
    if (this._isDisposed) {
      return;
    }
    const { showBadge, replaceBell } = settings;
    const replace = showBadge && replaceBell;
    if (replace && !this._replacement) {
      this._replacement = new BellReplacement({
        commands: this._commands,
        open: () => this.toggle()
      });
    } else if (!replace) {
      this._replacement?.dispose();
      this._replacement = null;
    }
    this._replaces = replace;
    if (this._works) {
      this._works.pageEntries.enabled = replace;
    }
    this.badge.prefersPanel = settings.placement === 'panel';
    if (showBadge !== this._active) {
      if (!showBadge) {
        this.badge.close();
      }
      this._active = showBadge;
      this._tellPlaces();
      this._activeChanged.emit();
      this._commands.notifyCommandChanged();
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
    this._replacement?.dispose();
    this._added.dispose();
    this._early.dispose();
    this.panel?.remove();
    this.badge.dispose();
    this._works?.dispose();
    this._presence.dispose();
    Signal.clearData(this);
  }

  /** What works behind the bell, loaded when it is first needed. */
  private _work(): Promise<Works> {
    this._working ??= this._load().catch(reason => {
      this._working = null;
      throw reason;
    });
    return this._working;
  }

  private async _load(): Promise<Works> {
    const { documents, ...options } = this._options;
    const [{ Works }, found] = await Promise.all([
      import('./works'),
      documents()
    ]);
    const works = new Works({
      ...options,
      documents: found,
      presence: this._presence,
      bell: this,
      shared: this._shared,
      early: this._early
    });
    this._early.dispose();
    if (this._isDisposed) {
      works.dispose();
      return works;
    }
    works.pageEntries.enabled = this._replaces;
    this._works = works;
    works.attention.offer.changed.connect(() => {
      this._commands.notifyCommandChanged();
    }, this);
    this._tellPlaces();
    return works;
  }

  /** Something happened that has to be heard. */
  private _wake(): void {
    this._work().catch((reason: unknown) => {
      // Tried again with what comes next; the badge counts meanwhile.
      console.warn('What works behind the bell did not come:', reason);
    });
  }

  /** Tell each center where else it can stand. */
  private _tellPlaces(): void {
    if (this._works) {
      const { host, panelHost } = this._works;
      host.openPanel = this.panel ? () => void this.openPanel() : undefined;
      panelHost.openPopup = this._active ? () => this.openPopup() : undefined;
    }
  }

  private _active = false;
  private _activeChanged = new Signal<this, void>(this);
  private readonly _added = new DisposableSet();
  private readonly _commands: CommandRegistry;
  private readonly _early: Early;
  private _isDisposed = false;
  private readonly _options: Bell.IOptions;
  private readonly _presence: Presence;
  private _replacement: BellReplacement | null = null;
  private _replaces = true;
  private _shared: Promise<Bell.ISharedLoaded> | undefined;
  private _working: Promise<Works> | null = null;
  private _works: Works | null = null;
}

/** A namespace for `Bell` statics. */
export namespace Bell {
  /** The plugin that has the settings which both applications share. */
  export const SHARED = '@jupyter-notifications/core:notifications';

  /** What a bell is made with. */
  export interface IOptions {
    readonly notifications: INotifications;
    readonly rendermime: IRenderMimeRegistry;
    readonly translator: ITranslator;
    readonly commands: CommandRegistry;
    readonly palette: ICommandPalette | null;
    /** Where the Settings Editor looks for what draws its fields. */
    readonly renderers?: IFormRendererRegistry | null;
    readonly placement: BadgePlacement;
    /** The name of the application. */
    readonly application: string;
    /** Who looks. */
    readonly user: IUser;
    /** The server's address. */
    readonly baseUrl: string;
    /** How the application shows documents; asked for when that is needed first. */
    readonly documents: () => Promise<IDocuments>;
  }

  /** What the user decides. */
  export interface ISettings {
    /** Show our badge. */
    readonly showBadge: boolean;
    /** Hide the application's own bell, and list its notifications in our center. */
    readonly replaceBell: boolean;
    /** Where the badge opens the center; the panel only where the application has one. */
    readonly placement?: 'popup' | 'panel';
  }

  /** The settings of a plugin, as the application's registry loads them. */
  export interface ILoaded {
    readonly composite: { readonly [name: string]: unknown };
    readonly changed: ISignal<ILoaded, void>;
  }

  /** The settings that both applications share, as the application's registry loads them. */
  export interface ISharedLoaded extends ILoaded {
    readonly changed: ISignal<ISharedLoaded, void>;
    set(name: string, value: string): Promise<void>;
  }
}
