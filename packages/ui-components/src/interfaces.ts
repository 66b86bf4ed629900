/** What the views need from the application around them. */

import type {
  INotification,
  INotifications
} from '@jupyter-notifications/core';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ITranslator } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

/** An entry that lives in this page only: the app's own notification. */
export interface IPageEntry {
  readonly id: string;
  /** Plain text. */
  readonly message: string;
  readonly type: NonNullable<INotification['type']>;
  readonly created: Date;
  /** From 0 to 1. */
  readonly progress?: number;
  readonly actions: ReadonlyArray<{
    readonly label: string;
    readonly caption?: string;
    /** Runs the callback of the app's notification. */
    run(): void;
  }>;
}

/** The app's own notifications, listed beside the inbox's as "This page". */
export interface IPageEntries {
  readonly items: ReadonlyArray<IPageEntry>;
  readonly changed: ISignal<IPageEntries, void>;
  dismiss(id: string): void;
}

/** What a center can do outside itself. Each application brings its own. */
export interface ICenterHost {
  /** Open a link of a notification: http(s) in a new tab, anything else as a document of this server. */
  openLink(link: string): void;
  /** The address at which this application shows a document, for opening it in another tab. */
  documentUrl(path: string, cell?: string): string;
  /** Run a command of an action. Called only with commands that the server allows. */
  runCommand(command: string, args: ReadonlyJSONObject): void;
  /** Whether this application knows the command. */
  hasCommand(command: string): boolean;
  /** Open the settings of the notifications, if the application has an editor for them. */
  openSettings?(): void;
  /** Open the center beside the document, if there is room for it and it is not there already. */
  openPanel?(): void;
  /** Open the center at the badge, if it is not there already. */
  openPopup?(): void;
}

/** Where it is kept how far the center had been looked at when it was last closed. */
export interface ILastSeen {
  /** The cursor (`INotifications.seq`) of the last closing, '' before the first. */
  get(): string;
  set(seq: string): void;
}

/** Who looks, as the application's user manager has it. */
export interface IUser {
  /** Null until the server has said. */
  readonly identity: { readonly username: string } | null;
  readonly userChanged: ISignal<unknown, unknown>;
}

/** Whether the browser lets us make desktop notifications; unsupported where it has none for this page. */
export type DesktopPermission = NotificationPermission | 'unsupported';

/** Desktop notifications, as they are offered. */
export interface IDesktopOffer {
  readonly permission: DesktopPermission;
  /** Whether there is something to say: nobody has answered yet, or the browser was just told to refuse. */
  readonly isOpen: boolean;
  /** Emitted when anything above changed. */
  readonly changed: ISignal<IDesktopOffer, void>;
  /** Ask the browser. Only after a click that says what for. */
  enable(): Promise<DesktopPermission>;
  /** Do not offer it again in this browser. */
  dismiss(): void;
}

/** What the badge and the center are made with. */
export interface ICenterOptions {
  readonly notifications: INotifications;
  readonly host: ICenterHost;
  readonly rendermime: IRenderMimeRegistry;
  readonly translator: ITranslator;
  /** The app's own notifications, if it has any. */
  readonly pageEntries?: IPageEntries;
  /** What divides New from Earlier; kept in memory, so until the page reloads, if left out. */
  readonly lastSeen?: ILastSeen;
  /** Who looks: a sender of that name is oneself, and not named on a card. */
  readonly user?: IUser;
  /** Commands that an action may run here, besides those that the server allows. */
  readonly allowedCommands?: () => ReadonlyArray<string>;
  /** Offered above the list, if there is something to offer. */
  readonly desktop?: IDesktopOffer;
}

/** Where a badge sits: its popup opens above a status bar and below a header. */
export type BadgePlacement = 'statusbar' | 'header';

/** What a badge is made with: with all that its center needs, or with how that is come by when it is opened. */
export type IBadgeOptions = {
  readonly placement: BadgePlacement;
  readonly notifications: INotifications;
  readonly translator: ITranslator;
} & (ICenterOptions | { complete(): Promise<ICenterOptions> });

/** A place for the center beside the documents of an application. */
export interface IPanelPlace {
  /** Whether the panel is in view. */
  readonly isSeen: boolean;
  /** Emitted when it came into view or went out of it. */
  readonly changed: ISignal<IPanelPlace, void>;
  /**
   * Bring it into view, and the focus into it.
   *
   * @param activate - If false, it only takes its place there, in view or not.
   */
  show(activate?: boolean): Promise<void>;
  /** Take it out of view; what it had stays there. */
  hide(): void;
  /** Take it away. */
  remove(): void;
}
