/** Remembers in the browser how far the center had been looked at, for every tab and both applications. */

import type { INotifications } from '@jupyter-notifications/core';

import type { ILastSeen } from '../interfaces';

/**
 * The cursor of the last closing, kept for one server's address.
 *
 * #### Notes
 * It goes forward only: a tab that slept, or has no connection, knows less than what another has written since. Back it
 * goes with the store, when that is another one, whose cursors begin anew: then what is kept was ahead already when the
 * center was opened, and nobody has written since.
 */
export class BrowserLastSeen implements ILastSeen {
  /**
   * @param baseUrl - The server: on a hub, several share one origin and so one storage.
   * @param inbox - Whether the server can be reached; it can, if left out.
   */
  constructor(baseUrl: string, inbox?: Pick<INotifications, 'connection'>) {
    this._key = `jupyter-notifications:last-seen:${new URL(baseUrl).pathname}`;
    this._inbox = inbox ?? { connection: 'online' };
  }

  get(): string {
    return (this._known = this._read());
  }

  set(seq: string): void {
    const kept = this._read();
    const isOfAnotherStore =
      kept === this._known && this._inbox.connection === 'online';
    if (seq < kept && !isOfAnotherStore) {
      return;
    }
    this._known = seq;
    try {
      window.localStorage.setItem(this._key, seq);
    } catch {
      // Full or forbidden: it lasts as long as the page.
    }
  }

  private _read(): string {
    try {
      return window.localStorage.getItem(this._key) ?? '';
    } catch {
      // A browser may forbid storage.
      return this._known;
    }
  }

  private readonly _inbox: Pick<INotifications, 'connection'>;
  private readonly _key: string;
  /** As it was when this page read or wrote it last. */
  private _known = '';
}
