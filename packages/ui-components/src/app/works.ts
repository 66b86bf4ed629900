/** What works behind the bell once anything happens: loaded when a center is opened, or something is told. */

import type { INotifications } from '@jupyter-notifications/core';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ITranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { Attention } from '../attention/attention';
import { enableDesktop } from '../attention/enabledesktop';
import type { Presence } from '../attention/presence';
import { NotificationsPanel } from '../center/panel';
import type { ICenterOptions, IUser } from '../interfaces';
import { wordsOf } from '../words';
import { Capture } from './capture';
import { CenterDoor } from './centerdoor';
import { CommandHost } from './commandhost';
import type { IDocuments } from './documents';
import { followSettings } from './followsettings';
import { BrowserLastSeen } from './lastseen';
import { PageEntries } from './pageentries';

/** The links, the page's own notifications, and what calls for attention. */
export class Works implements IDisposable {
  constructor(options: Works.IOptions) {
    const { baseUrl, bell, commands, documents, notifications, user } = options;
    const trans = wordsOf(options.translator);
    this._door = new CenterDoor(bell);
    this.host = new CommandHost({ commands, documents, trans });
    this.panelHost = new CommandHost({ commands, documents, trans });
    this._capture = new Capture({ notifications, source: options.application });
    this.pageEntries = new PageEntries(undefined, this._capture);
    this.attention = new Attention({
      notifications,
      host: this.host,
      trans,
      presence: options.presence,
      user,
      center: this._door,
      early: options.early
    });
    this._options = options;
    this._lastSeen = new BrowserLastSeen(baseUrl, notifications);
    this.attention.follow(options.shared);
    this._capture.follow(options.shared);
    // That they could not be loaded is said once, elsewhere: then none is allowed.
    followSettings(options.shared, this, ({ allowedCommands }) => {
      this._allowedCommands = Array.isArray(allowedCommands)
        ? allowedCommands.filter(one => typeof one === 'string')
        : [];
    });
  }

  /** What a center in the popup does outside itself. */
  readonly host: CommandHost;

  /** What a center in the panel does outside itself. */
  readonly panelHost: CommandHost;

  /** The application's own notifications. */
  readonly pageEntries: PageEntries;

  /** Toasts, the desktop, and the count outside the page. */
  readonly attention: Attention;

  /** Turn desktop notifications on, and say what came of it. */
  enableDesktop(): Promise<void> {
    return enableDesktop(
      this.attention.offer,
      wordsOf(this._options.translator)
    );
  }

  /** Make a panel. */
  createPanel(): NotificationsPanel {
    const panel = new NotificationsPanel(this.optionsFor('panel'));
    this._door.panel = panel;
    return panel;
  }

  /** What a center is made with. */
  optionsFor(place: 'popup' | 'panel'): ICenterOptions {
    const { notifications, rendermime, translator, user } = this._options;
    return {
      notifications,
      rendermime,
      translator,
      user,
      host: place === 'popup' ? this.host : this.panelHost,
      pageEntries: this.pageEntries,
      lastSeen: this._lastSeen,
      allowedCommands: () => this._allowedCommands,
      desktop: this.attention.offer
    };
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.attention.dispose();
    this._capture.dispose();
    this.pageEntries.dispose();
    Signal.clearData(this);
  }

  private _allowedCommands: ReadonlyArray<string> = [];
  private readonly _capture: Capture;
  private readonly _door: CenterDoor;
  private _isDisposed = false;
  private readonly _lastSeen: BrowserLastSeen;
  private readonly _options: Works.IOptions;
}

/** A namespace for `Works` statics. */
export namespace Works {
  /** What they are made with. */
  export interface IOptions {
    readonly notifications: INotifications;
    readonly rendermime: IRenderMimeRegistry;
    readonly translator: ITranslator;
    readonly commands: CommandRegistry;
    /** The name of the application. */
    readonly application: string;
    /** Who looks. */
    readonly user: IUser;
    /** The server's address. */
    readonly baseUrl: string;
    /** This page among the tabs of its server. */
    readonly presence: Presence;
    /** How the application shows documents. */
    readonly documents: IDocuments;
    /** The bell that they stand behind. */
    readonly bell: CenterDoor.IBell;
    /** The settings that both applications share. */
    readonly shared: Promise<Attention.ILoaded> | undefined;
    /** What happened before this was there. */
    readonly early?: Attention.IEarly;
  }
}
