/** The one bell of an application: badge, center, commands, and what becomes of the application's own. */

import type { ICommandPalette } from '@jupyterlab/apputils';
import type { IFormRendererRegistry } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { DisposableSet } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { Attention } from '../attention/attention';
import { addAttentionCommands } from '../attention/commands';
import { BadgeWidget } from '../badge/badgewidget';
import { addBellStyle } from '../bellstyle';
import { CommandIDs, addCommands } from './commands';
import { followSettings } from './followsettings';
import type { ILoadedSettings } from './followsettings';
import { LazyWorks } from './lazyworks';
import type { NotificationsPanel } from '../center/panel';
import type { BadgePlacement, IPanelPlace } from '../interfaces';
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
    const { commands, notifications, translator } = options;
    this._commands = commands;
    addBellStyle();
    const trans = translator.load('jupyter_notifications');
    this.badge = new BadgeWidget({
      notifications,
      translator,
      placement: options.placement,
      complete: async () => (await this._works.load()).optionsFor('popup')
    });
    this._works = new LazyWorks({
      ...options,
      bell: this,
      onLoaded: works => {
        works.attention.offer.changed.connect(this._tell, this);
        this._tell();
      }
    });
    this._replacement = new BellReplacement({
      commands,
      open: () => this.toggle()
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
    const into = { commands, palette: options.palette, trans };
    this._added.add(
      addCommands({
        ...into,
        notifications,
        center: this,
        openSettings: async () => (await this._works.load()).host.openSettings()
      })
    );
    this._added.add(
      addAttentionCommands({
        ...into,
        isOn: () => this._works.current?.attention.offer.isOn ?? false,
        enable: async () => (await this._works.load()).enableDesktop()
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
    this._tell();
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
    return (await this._works.load()).createPanel();
  }

  /**
   * Follow the user's settings from when they are loaded; what is missing in them is on.
   *
   * @param loading - The settings of the bell; undefined where there are none.
   * @param shared - Those that both applications share.
   */
  follow(
    loading: Promise<ILoadedSettings> | undefined,
    shared?: Promise<Attention.ILoaded>
  ): void {
    this._works.follow(shared);
    followSettings(
      loading,
      this,
      composite =>
        this.configure({
          showBadge: composite.showBadge !== false,
          replaceBell: composite.replaceBell !== false,
          placement: composite.placement === 'panel' ? 'panel' : 'popup'
        }),
      'The settings of the bell could not be loaded:'
    );
  }

  /** Take over what the user decided, at once. */
  configure(settings: Bell.ISettings): void {
    if (this._isDisposed) {
      return;
    }
    const { showBadge, replaceBell, placement } = settings;
    const wasActive = this._active;
    this._active = showBadge;
    this._replacement.enabled = showBadge && replaceBell;
    this.badge.prefersPanel = placement === 'panel';
    if (!showBadge) {
      this.badge.close();
    }
    this._tell();
    if (showBadge !== wasActive) {
      this._activeChanged.emit();
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
    this._replacement.dispose();
    this._added.dispose();
    this.panel?.remove();
    this.badge.dispose();
    this._works.dispose();
    Signal.clearData(this);
  }

  /** Something changed: tell the commands, and the centers where else they can stand and what they list. */
  private _tell(): void {
    this._commands.notifyCommandChanged();
    if (this._works.current) {
      const { host, panelHost, pageEntries } = this._works.current;
      pageEntries.enabled = this._replacement.enabled;
      // By the command, which says so if that failed.
      const openPanel = () => void this._commands.execute(CommandIDs.openPanel);
      host.openPanel = this.panel ? openPanel : undefined;
      panelHost.openPopup = this._active ? () => this.openPopup() : undefined;
    }
  }

  private _active = false;
  private _activeChanged = new Signal<this, void>(this);
  private readonly _added = new DisposableSet();
  private readonly _commands: CommandRegistry;
  private _isDisposed = false;
  private readonly _replacement: BellReplacement;
  private readonly _works: LazyWorks;
}

/** A namespace for `Bell` statics. */
export namespace Bell {
  /** The plugin that has the settings which both applications share. */
  export const SHARED = '@jupyter-notifications/core:notifications';

  /** What a bell is made with. */
  export interface IOptions extends Omit<
    LazyWorks.IOptions,
    'bell' | 'onLoaded'
  > {
    readonly palette: ICommandPalette | null;
    /** Where the Settings Editor looks for what draws its fields. */
    readonly renderers?: IFormRendererRegistry | null;
    readonly placement: BadgePlacement;
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
}
