/** Own changes: shown before the server has answered, and taken back if it refuses. */

import { ManyFailedError, RefusedError } from './errors';
import { countsAsUnread, isInbox, matches, withState } from './match';
import type { Sync } from './sync';
import type { UnreadCount } from './unread';
import type { IChanged, INotification, IQuery, IStateChange } from './wire';

/** Changes one entry and many, and deletes. */
export class Verbs {
  constructor(sync: Sync) {
    this._sync = sync;
  }

  /** Change the state of one entry. */
  change(id: string, change: IStateChange): Promise<INotification> {
    const sync = this._sync;
    const stored = sync.find(id);
    const delta = stored ? this._delta(stored, change) : 0;
    const known = stored ? [stored] : [];
    return this._travel({ ids: [id], known }, change, delta, () =>
      this._send(id, change)
    );
  }

  /** Change the state of many entries, a few requests at a time. Those that fail are taken back one by one. */
  async changeMany(
    entries: ReadonlyArray<INotification>,
    change: IStateChange
  ): Promise<void> {
    const sync = this._sync;
    const known = new Map<string, INotification>();
    for (const entry of entries) {
      known.set(entry.id, sync.find(entry.id) ?? entry);
    }
    const ids = [...known.keys()];
    const expected = new Map(
      [...known].map(([id, stored]) => [
        id,
        sync.count.expect(this._delta(stored, change))
      ])
    );
    const patch = sync.overlay.patch(ids, change, [...known.values()]);
    const forget = (id: string): void => {
      patch.drop(id);
      sync.count.settle(expected.get(id)!);
    };
    sync.inFlight++;
    sync.refresh();
    const outcomes = await Private.settleAll(
      ids,
      async id => {
        try {
          await this._send(id, change);
          sync.heard();
          sync.whenConfirmed(() => forget(id));
        } catch (error) {
          forget(id);
          throw error;
        }
      },
      false
    );
    sync.inFlight--;
    sync.refresh();
    sync.pacer.schedule();
    const failures = outcomes.flatMap((outcome, i) =>
      Private.isRejected(outcome) ? [{ id: ids[i], error: outcome.reason }] : []
    );
    if (failures.length > 0) {
      throw new ManyFailedError(failures);
    }
  }

  /** Mark everything read that matches and that the lists have been told of. */
  async markAllRead(query: IQuery): Promise<IChanged> {
    const sync = this._sync;
    if (sync.isUnconfirmed) {
      // What this page has just changed is behind the cursor, and would be left out.
      await sync.pacer.now();
    }
    const change = { read: true };
    const loaded = this._shownUnread(query);
    const ids = loaded.map(entry => entry.id);
    const known = ids.flatMap(id => sync.find(id) ?? []);
    const delta = isInbox(query)
      ? -Math.max(0, sync.count.value - sync.overlay.hiddenUnread)
      : -loaded.filter(countsAsUnread).length;
    return this._travel({ ids, known }, change, delta, async expected => {
      // A list may have been loaded since the cursor was moved: what it shows is meant, too.
      const upTo = loaded.reduce<string | undefined>(
        (seq, { arrived }) =>
          seq !== undefined && arrived > seq ? arrived : seq,
        sync.cursor?.seq || undefined
      );
      const answer = await sync.backend.changeAll(query, change, upTo);
      sync.count.settle(expected);
      sync.count.accept(answer);
      return answer;
    });
  }

  /**
   * Delete entries that are hidden already. `keepalive`: the page is going away.
   *
   * Rejects if some are still there.
   */
  async remove(ids: ReadonlyArray<string>, keepalive: boolean): Promise<void> {
    const sync = this._sync;
    // From here on the server may count without them, so the count is no longer the overlay's to lower.
    const counted = sync.overlay.release(ids);
    const one = async (id: string): Promise<void> => {
      const expected = sync.count.expect(counted.has(id) ? -1 : 0);
      try {
        const send = () => sync.backend.remove(id, { keepalive });
        // A page that goes away has no time to wait.
        await (keepalive ? send() : this._inTurn(id, send));
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
    const outcomes = await Private.settleAll(ids, one, keepalive);
    sync.inFlight--;
    void sync.apply(
      [],
      ids.filter((_, i) => outcomes[i].status === 'fulfilled')
    );
    sync.pacer.schedule();
    const failed = outcomes.find(Private.isRejected);
    if (failed) {
      throw failed.reason;
    }
  }

  /** Send a change of one entry; one that is gone is gone from the lists as well. */
  private async _send(
    id: string,
    change: IStateChange
  ): Promise<INotification> {
    const { backend } = this._sync;
    try {
      return await this._inTurn(id, () => backend.change(id, change));
    } catch (error) {
      if (error instanceof RefusedError && error.status === 404) {
        void this._sync.apply([], [id]);
      }
      throw error;
    }
  }

  /** By how much a change moves the unread count. */
  private _delta(stored: INotification, change: IStateChange): number {
    const before = this._sync.overlay.view(stored);
    return before
      ? Number(countsAsUnread(withState(before, change))) -
          Number(countsAsUnread(before))
      : 0;
  }

  /** Send what changes one entry in the order in which it was asked for: requests overtake each other. */
  private async _inTurn<T>(id: string, send: () => Promise<T>): Promise<T> {
    const before = this._last.get(id);
    const answer = before ? before.then(send, send) : send();
    this._last.set(id, answer);
    try {
      return await answer;
    } finally {
      if (this._last.get(id) === answer) {
        this._last.delete(id);
      }
    }
  }

  /** Show a change while it travels to the server and back, and until the lists have been told of it. */
  private async _travel<T>(
    { ids, known }: { ids: string[]; known: INotification[] },
    change: IStateChange,
    delta: number,
    send: (expected: UnreadCount.IExpected) => Promise<T>
  ): Promise<T> {
    const sync = this._sync;
    const patch = sync.overlay.patch(ids, change, known);
    const expected = sync.count.expect(delta);
    sync.inFlight++;
    sync.refresh();
    const forget = () => {
      patch.dispose();
      sync.count.settle(expected);
    };
    try {
      const answer = await send(expected);
      sync.heard();
      sync.whenConfirmed(forget);
      return answer;
    } catch (error) {
      forget();
      throw error;
    } finally {
      sync.inFlight--;
      sync.refresh();
      sync.pacer.schedule();
    }
  }

  /** Shown entries that match and are not read, each once. */
  private _shownUnread(query: IQuery): INotification[] {
    const found = new Map<string, INotification>();
    this._sync.lists.forEach(list => {
      const mayMatch = query.q === undefined || query.q === list.query.q;
      list.items.forEach(item => {
        if (mayMatch && !item.read && matches(item, query)) {
          found.set(item.id, item);
        }
      });
    });
    return [...found.values()];
  }

  private _sync: Sync;
  /** The last change of each entry that is on its way. */
  private _last = new Map<string, Promise<unknown>>();
}

/** A namespace for private data. */
namespace Private {
  /** Deletions on their way at once. */
  const PARALLEL = 4;

  /** Whether it failed. */
  export function isRejected(
    outcome: PromiseSettledResult<void>
  ): outcome is PromiseRejectedResult & { reason: Error } {
    return outcome.status === 'rejected';
  }

  /** Run it for all, a few at once, or all at once if there is no time. */
  export async function settleAll(
    ids: ReadonlyArray<string>,
    run: (id: string) => Promise<void>,
    atOnce: boolean
  ): Promise<PromiseSettledResult<void>[]> {
    const outcomes: PromiseSettledResult<void>[] = [];
    const size = atOnce ? Math.max(1, ids.length) : PARALLEL;
    for (let start = 0; start < ids.length; start += size) {
      const some = ids.slice(start, start + size).map(run);
      outcomes.push(...(await Promise.allSettled(some)));
    }
    return outcomes;
  }
}
