/** What an inbox needs from where its entries are kept: the server, or this page's memory. */

import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { INotifications } from './tokens';
import type {
  IChanged,
  IChanges,
  IHint,
  INotification,
  INotificationDraft,
  IPage,
  IPreferences,
  IPreferencesChange,
  IQuery,
  IStateChange,
  IStatus,
  PostAnswer
} from './wire';

/** A place in the order of change of one store. */
export interface ICursor {
  epoch: string;
  seq: string;
}

/** A store of notifications. Every method rejects with one of the errors of `errors.ts`. */
export interface IBackend extends IDisposable {
  /** Emitted when the inbox may have changed. */
  readonly hinted: ISignal<IBackend, IHint>;
  /** Emitted when `connection` changed. */
  readonly connectionChanged: ISignal<IBackend, void>;
  /** Emitted when it is worth asking again although there was no hint, such as when the page is looked at again. */
  readonly revived: ISignal<IBackend, void>;
  readonly connection: INotifications.Connection;
  /** Begin to give hints, after the cursor if there is one. Called once. */
  start(cursor: () => ICursor | null): void;
  /** Try to reach the server now. */
  reconnect(): void;

  page(query: IQuery, options: IBackend.IPageOptions): Promise<IPage>;
  /** One entry, or undefined if it does not exist. */
  get(id: string): Promise<INotification | undefined>;
  post(draft: INotificationDraft): Promise<PostAnswer>;
  change(id: string, change: IStateChange): Promise<INotification>;
  changeAll(
    query: IQuery,
    change: IStateChange,
    upTo?: string
  ): Promise<IChanged>;
  /** Delete one entry; that it is gone already is no error. `keepalive`: the page is going away. */
  remove(id: string, options?: { keepalive?: boolean }): Promise<void>;
  changes(cursor: ICursor, limit: number): Promise<IChanges>;
  status(): Promise<IStatus>;
  preferences(): Promise<IPreferences>;
  /** Replace all of them: what is left out is at its default. A hint follows, to every client of this person. */
  setPreferences(kept: IPreferencesChange): Promise<IPreferences>;
}

/** A namespace for `IBackend` statics. */
export namespace IBackend {
  /** Which page. */
  export interface IPageOptions {
    before?: string;
    limit: number;
  }
}
