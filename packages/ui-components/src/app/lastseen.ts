/** Remembers in the browser how far the center had been looked at, for every tab and both applications. */

import type { ILastSeen } from '../interfaces';

/** The cursor of the last closing, kept for one server's address. */
export class BrowserLastSeen implements ILastSeen {
  /**
   * @param baseUrl - The server: on a hub, several share one origin and so one storage.
   */
  constructor(baseUrl: string) {
    this._key = `jupyter-notifications:last-seen:${new URL(baseUrl).pathname}`;
  }

  get(): string {
    try {
      return window.localStorage.getItem(this._key) ?? '';
    } catch {
      // A browser may forbid storage; then it lasts as long as the page.
      return this._fallback;
    }
  }

  set(seq: string): void {
    this._fallback = seq;
    try {
      window.localStorage.setItem(this._key, seq);
    } catch {
      // Full or forbidden: see above.
    }
  }

  private _fallback = '';
  private readonly _key: string;
}
