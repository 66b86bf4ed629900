/** Own deletions: hidden before the server has answered, at once or after a while, and shown again if it refuses. */

import type { IDisposable } from '@lumino/disposable';

import { PendingRemoval } from './removal';
import type { Sync } from './sync';
import type { IPendingRemoval } from './tokens';
import { Turns } from './turns';
import type { INotification } from './wire';

/** Deletes entries. Disposed, it sends what was held back. */
export class Deletions implements IDisposable {
  constructor(options: Deletions.IOptions) {
    this._sync = options.sync;
    this._turns = options.turns;
    this._holdTime = options.holdTime;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    for (const removal of [...this._removals]) {
      removal.dispose();
    }
  }

  /** Delete an entry now, for good. */
  async now(id: string): Promise<void> {
    const entry = this._sync.find(id);
    const hidden = this._sync.overlay.hide(entry ? [entry] : []);
    this._sync.refresh();
    try {
      await this._send([id], false);
    } finally {
      hidden.dispose();
      this._sync.refresh();
    }
  }

  /** Hide entries at once and delete them after a while, unless undone before. */
  later(entries: ReadonlyArray<INotification>): IPendingRemoval {
    const sync = this._sync;
    const ids = entries.map(entry => entry.id);
    const hidden = sync.overlay.hide(
      entries.map(entry => sync.find(entry.id) ?? entry)
    );
    const removal = new PendingRemoval({
      entries,
      holdTime: this._holdTime,
      send: keepalive => this._send(ids, keepalive)
    });
    this._removals.add(removal);
    removal.settled.connect(() => {
      this._removals.delete(removal);
      hidden.dispose();
      sync.refresh();
    }, this);
    sync.refresh();
    return removal;
  }

  /**
   * Delete entries that are hidden already. `keepalive`: the page is going away.
   *
   * Rejects if some are still there.
   */
  private async _send(
    ids: ReadonlyArray<string>,
    keepalive: boolean
  ): Promise<void> {
    const sync = this._sync;
    // From here on the server may count without them, so the count is no longer the overlay's to lower.
    const counted = sync.overlay.release(ids);
    const one = async (id: string): Promise<void> => {
      const expected = sync.count.expect(counted.has(id) ? -1 : 0);
      try {
        const send = () => sync.backend.remove(id, { keepalive });
        // A page that goes away has no time to wait.
        await (keepalive ? send() : this._turns.take(id, send));
      } catch (error) {
        sync.count.settle(expected);
        throw error;
      }
      const mask = sync.overlay.mask(id);
      sync.heard();
      sync.whenConfirmed(() => {
        mask.dispose();
        sync.count.settle(expected);
      });
    };
    sync.inFlight++;
    const outcomes = await Turns.forEach(
      ids,
      one,
      keepalive ? ids.length : undefined
    );
    sync.inFlight--;
    void sync.apply(
      [],
      ids.filter((_, i) => outcomes[i].status === 'fulfilled')
    );
    sync.pacer.schedule();
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        throw outcome.reason;
      }
    }
  }

  private _sync: Sync;
  private _turns: Turns;
  private _holdTime: number;
  private _removals = new Set<PendingRemoval>();
  private _isDisposed = false;
}

/** A namespace for `Deletions` statics. */
export namespace Deletions {
  /** What deletions work with. */
  export interface IOptions {
    sync: Sync;
    turns: Turns;
    /** Milliseconds before a deletion that can be undone is sent. */
    holdTime: number;
  }
}
