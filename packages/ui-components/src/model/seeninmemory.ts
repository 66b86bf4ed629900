/** Remembers, until the page reloads, how far the center had been looked at. */

import type { ILastSeen } from '../interfaces';

/** A place in memory, for applications that have no better one. */
export class LastSeenInMemory implements ILastSeen {
  get(): string {
    return this._seq;
  }

  set(seq: string): void {
    this._seq = seq;
  }

  private _seq = '';
}
