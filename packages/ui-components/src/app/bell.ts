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

import '../../style/bell.css';

import { Attention } from '../attention/attention';
import { addAttentionCommands } from '../attention/commands';
import { BadgeWidget } from '../badge/badgewidget';
import { Capture } from './capture';
import { CommandHost } from './commandhost';
import { addCommands } from './commands';
import type { IDocuments } from './documents';
import { NotificationsPanel } from '../center/panel';
import type {
  BadgePlacement,
  ICenterOptions,
  IPanelPlace,
  IUser
} from '../interfaces';
import { BrowserLastSeen } from './lastseen';
import { PageEntries } from './pageentries';
import {
  PREFERENCES_RENDERER,
  preferencesRenderer
} from '../preferences/field';
import { BellReplacement } from './replacement';

/**
 * Everything about the bell that is the same in every application.
 *
 * #### Notes
 * The application places `badge`, shows it while `active`, and has it `follow` the user's settings; until these are there
 * nothing is shown, so that what is switched off does not flash up.
 */
export class Bell implements IDisposable {
  constructor(options: Bell.IOptions) {
    const { commands, notifications, rendermime, translator } = options;
    this._commands = commands;
    const trans = translator.load('jupyter_notifications');
    const { documents } = options;
    this._host = new CommandHost({ commands, documents, trans });
    this._panelHost = new CommandHost({ commands, documents, trans });
    this._capture = new Capture({ notifications, source: options.application });
    this._pageEntries = new PageEntries(undefined, this._capture);
    this._attention = new Attention({
      notifications,
      host: this._host,
      trans,
      baseUrl: options.baseUrl,
      user: options.user,
      center: this
    });
    this._center = {
      notifications,
      rendermime,
      translator,
      host: this._host,
      pageEntries: this._pageEntries,
      lastSeen: new BrowserLastSeen(options.baseUrl),
      user: options.user,
      allowedCommands: () => this._allowedCommands,
      desktop: this._attention.offer
    };
    this.badge = new BadgeWidget({
      ...this._center,
      placement: options.placement
    });
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
        openSettings: () => this._host.openSettings()
      })
    );
    this._added.add(
      addAttentionCommands({
        commands,
        palette,
        trans,
        offer: this._attention.offer
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
    this._host.openPanel = value ? () => this.openPanel() : undefined;
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
  openPanel(activate = true): void {
    this.badge.popup.close(false);
    this.panel?.show(activate);
  }

  /** Open the center in the popup, and take the panel away. */
  openPopup(): void {
    this.panel?.remove();
    this.badge.popup.open();
  }

  /** Make the panel that the application puts into its place. */
  createPanel(): NotificationsPanel {
    return new NotificationsPanel({ ...this._center, host: this._panelHost });
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
    this._attention.follow(shared);
    this._capture.follow(shared);
    void this._followAllowed(shared);
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
    this._pageEntries.enabled = replace;
    this.badge.prefersPanel = settings.placement === 'panel';
    if (showBadge !== this._active) {
      if (!showBadge) {
        this.badge.close();
      }
      this._active = showBadge;
      this._panelHost.openPopup = showBadge
        ? () => this.openPopup()
        : undefined;
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
    this._attention.dispose();
    this._capture.dispose();
    this.panel?.remove();
    this.badge.dispose();
    this._pageEntries.dispose();
    Signal.clearData(this);
  }

  /** Keep to the commands that the settings allow; without settings there are none. */
  private async _followAllowed(
    loading: Promise<Bell.ILoaded> | undefined
  ): Promise<void> {
    // That they could not be loaded is said once, elsewhere.
    const loaded = await loading?.catch(() => undefined);
    if (!loaded || this._isDisposed) {
      return;
    }
    const read = ({ composite }: Bell.ILoaded): void => {
      const { allowedCommands } = composite;
      this._allowedCommands = Array.isArray(allowedCommands)
        ? allowedCommands.filter(one => typeof one === 'string')
        : [];
    };
    read(loaded);
    loaded.changed.connect(read, this);
  }

  private _active = false;
  private _activeChanged = new Signal<this, void>(this);
  private _allowedCommands: ReadonlyArray<string> = [];
  private readonly _added = new DisposableSet();
  private readonly _attention: Attention;
  private readonly _capture: Capture;
  private readonly _center: ICenterOptions;
  private readonly _commands: CommandRegistry;
  private readonly _host: CommandHost;
  private _isDisposed = false;
  private readonly _pageEntries: PageEntries;
  private readonly _panelHost: CommandHost;
  private _replacement: BellReplacement | null = null;
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
    /** How the application shows documents. */
    readonly documents: IDocuments;
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
  export type ISharedLoaded = Attention.ILoaded;
}
