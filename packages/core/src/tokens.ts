/** The token of the inbox, and what it promises to other extensions. */

import type { IDataConnector } from '@jupyterlab/statedb';
import { Token } from '@lumino/coreutils';
import type { IDisposable, IObservableDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { IDelivery } from './deliverytokens';
import type {
  IChanged,
  INotification,
  INotificationDraft,
  IPage,
  IPreferences,
  IPreferencesChange,
  IQuery,
  IStateChange,
  IStatus,
  ITold,
  PostAnswer
} from './wire';

/**
 * The inbox of the person who uses this page.
 *
 * #### Notes
 * As an `IDataConnector`, `fetch`, `list`, `save` and `remove` speak of single entries: `save` changes an entry's state.
 * What it shows is always what the server has; the sockets' frames are only hints to ask for changes.
 *
 * Whatever asks the server rejects with an `UnreachableError` if there is no answer, and with a `RefusedError`, which has
 * the server's reasons, if the answer is no. A verb is shown at once, here and in every open list, and taken back if it is
 * refused. Verbs on one entry reach the server in the order in which they were called.
 */
export interface INotifications
  extends
    IDataConnector<INotification, IStateChange, string, IQuery>,
    IObservableDisposable {
  /** Emitted when entries, the unread count or the connection changed. */
  readonly changed: ISignal<INotifications, INotifications.IChange>;

  /** Unread entries, as the server counts them. */
  readonly unread: number;

  /** The entries of the inbox loaded so far, newest arrival first; empty until a list of the inbox was opened. */
  readonly items: ReadonlyArray<INotification>;

  /** Whether the server can be reached. */
  readonly connection: INotifications.Connection;

  /** When the server was last heard, or null. */
  readonly lastUpdated: Date | null;

  /** How the store is, as last heard; null until asked for. */
  readonly status: IStatus | null;

  /** What this person wants to be told, and when, as last heard; null until asked for. Not to be written into. */
  readonly preferences: IPreferences | null;

  /** Emitted when `preferences` changed: here, in another tab, in another browser, or since quiet began or ended. */
  readonly preferencesChanged: ISignal<INotifications, IPreferences>;

  /** The newest cursor seen, or '' before the first. Entries with a greater `arrived` came after it. */
  readonly seq: string;

  /** Resolves once the first hint or answer came from the server. */
  readonly ready: Promise<void>;

  /** Ask the server how its store is. */
  fetchStatus(): Promise<IStatus>;

  /**
   * Ask the server for the preferences.
   *
   * #### Notes
   * Once asked for, they are kept up to date. They cost nothing before.
   */
  fetchPreferences(): Promise<IPreferences>;

  /**
   * Change some of the preferences. Shown at once, and taken back if it is refused.
   *
   * @param change - What is to be changed, or a function that says so when it is given the preferences as they are: for a
   *   list, so that what another tab has added to it is kept. It may be called more than once.
   *
   * @returns the preferences as they are then.
   */
  setPreferences(
    change: IPreferencesChange | ((latest: IPreferences) => IPreferencesChange)
  ): Promise<IPreferences>;

  /**
   * Send a notification, to oneself unless recipients are given.
   *
   * @returns the notification, or, if it is not in one's own inbox, its id and how many it went to.
   */
  notify(draft: INotificationDraft): Promise<PostAnswer>;

  /** One page of a list. */
  page(
    query: IQuery,
    options?: { before?: string; limit?: number }
  ): Promise<IPage>;

  /**
   * A list that keeps itself up to date until it is disposed.
   *
   * #### Notes
   * It loads its first page at once. Whoever opens it has to dispose it.
   */
  open(query: IQuery): INotificationList;

  /** Mark an entry read, or unread again. */
  markRead(id: string, read?: boolean): Promise<INotification>;

  /** Archive an entry, or move it back to the inbox. */
  archive(id: string, archived?: boolean): Promise<INotification>;

  /** Hide an entry until a time, or wake it now with null. */
  snooze(id: string, until: Date | null): Promise<INotification>;

  /**
   * Change the state of many entries, a few requests at a time.
   *
   * #### Notes
   * Shown at once; those that fail are taken back one by one. Rejects with a `ManyFailedError` if any did. What somebody
   * has deleted meanwhile disappears, and is no failure.
   *
   * @returns those that were changed, without what is gone.
   */
  changeMany(
    entries: ReadonlyArray<INotification>,
    change: IStateChange
  ): Promise<INotification[]>;

  /**
   * Hide an entry at once and delete it after a while, unless undone before.
   *
   * #### Notes
   * The request is held back for 8 seconds, and sent with `keepalive` when the page goes away. Stop the clock with
   * `pause` and `resume` while somebody may be about to undo it.
   */
  removeLater(entries: ReadonlyArray<INotification>): IPendingRemoval;

  /** Mark everything that arrived so far and matches as read; what arrives meanwhile stays unread. */
  markAllRead(query?: IQuery): Promise<IChanged>;

  /** Try to reach the server now, and ask for changes. Never rejects: `connection` says how it went. */
  refresh(): Promise<void>;

  /**
   * Tell the server what it cannot see of this page, now and whenever it is reached anew.
   *
   * @param name - What is told later by the same name takes its place.
   *
   * @param told - What is so; null to tell it no more, which takes nothing back.
   *
   * #### Notes
   * Absent where no server watches what runs, as in an inbox that the browser keeps.
   */
  tell?(name: string, told: ITold | null): void;

  /**
   * The ways out of the server: where notifications go besides the inbox.
   *
   * #### Notes
   * Absent where no server could send anything, as in an inbox that the browser keeps.
   */
  delivery?(): Promise<IDelivery>;
}

/** A namespace for `INotifications` statics. */
export namespace INotifications {
  /** Whether the server can be reached. */
  export type Connection = 'connecting' | 'online' | 'offline';

  /** What changed. */
  export interface IChange {
    /** Entries that are new or changed, in order of change. */
    items: ReadonlyArray<INotification>;
    /** Ids of entries that are gone. */
    removed: ReadonlyArray<string>;
    /** Everything may have changed; `items` and `removed` are empty then, and open lists are loaded again. */
    reset: boolean;
  }
}

/** A live list: pages that have been loaded, kept up to date. */
export interface INotificationList extends IDisposable {
  /** Emitted when anything below changed. */
  readonly changed: ISignal<INotificationList, void>;
  readonly query: Readonly<IQuery>;
  /** Newest arrival first. */
  readonly items: ReadonlyArray<INotification>;
  readonly state: 'loading' | 'ready' | 'failed';
  /** How many there are in all, if the server says. */
  readonly total: number | null;
  readonly hasMore: boolean;
  /** Load the following page. Never rejects: `state` says how it went. */
  loadMore(): Promise<void>;
  /** Load the pages again. Never rejects: `state` says how it went. */
  reload(): Promise<void>;
}

/** A deletion that can still be undone. To dispose it is to send it. */
export interface IPendingRemoval extends IDisposable {
  readonly entries: ReadonlyArray<INotification>;
  /** Emitted when it begins to be sent: from now on it cannot be undone. */
  readonly sending: ISignal<IPendingRemoval, void>;
  /** Emitted once, when it was undone, or when the server has answered. */
  readonly settled: ISignal<IPendingRemoval, 'undone' | 'sent' | 'failed'>;
  /** Show the entries again, if nothing was sent yet. */
  undo(): void;
  /** Send it now. Never rejects: `settled` says how it went. */
  commit(): Promise<void>;
  /** Stop the clock, so that it is not sent by itself. */
  pause(): void;
  /** Start the clock again, from the whole time. */
  resume(): void;
}

/** The token of the inbox. */
export const INotifications = new Token<INotifications>(
  '@jupyter-notifications/core:INotifications',
  'The inbox of the person who uses this page: entries, unread count, and the verbs to change them.'
);
