/** Own changes: shown before the server has answered, and taken back if it refuses. */

import { ManyFailedError, RefusedError } from './errors';
import { countsAsUnread, isInbox, matches, withState } from './match';
import type { Sync } from './sync';
import { Turns } from './turns';
import type { UnreadCount } from './unread';
import type { IChanged, INotification, IQuery, IStateChange } from './wire';

/** Changes one entry and many. */
export class Verbs {
  constructor(sync: Sync, turns: Turns) {
    this._sync = sync;
    this._turns = turns;
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

  /**
   * Change the state of many entries, a few requests at a time. Those that fail are taken back one by one; those that are
   * gone are gone from the lists as well, which is no failure.
   *
   * @returns those that were changed.
   */
  async changeMany(
    entries: ReadonlyArray<INotification>,
    change: IStateChange
  ): Promise<INotification[]> {
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
    const outcomes = await Turns.forEach(ids, async id => {
      try {
        const changed = await this._send(id, change);
        sync.heard();
        sync.whenConfirmed(() => forget(id));
        return [changed];
      } catch (error) {
        forget(id);
        if (Private.isGone(error)) {
          return [];
        }
        throw error;
      }
    });
    sync.inFlight--;
    sync.refresh();
    sync.pacer.schedule();
    const failures = outcomes.flatMap((outcome, i) =>
      outcome.status === 'rejected'
        ? [{ id: ids[i], error: outcome.reason as Error }]
        : []
    );
    if (failures.length > 0) {
      throw new ManyFailedError(failures);
    }
    return outcomes.flatMap(outcome =>
      outcome.status === 'fulfilled' ? outcome.value : []
    );
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

  /** Send a change of one entry; one that is gone is gone from the lists as well. */
  private async _send(
    id: string,
    change: IStateChange
  ): Promise<INotification> {
    const { backend } = this._sync;
    try {
      return await this._turns.take(id, () => backend.change(id, change));
    } catch (error) {
      if (Private.isGone(error)) {
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
  private _turns: Turns;
}

/** A namespace for private functions. */
namespace Private {
  /** Whether the server says that there is no such entry. */
  export function isGone(error: unknown): boolean {
    return error instanceof RefusedError && error.status === 404;
  }
}
