/** Entries in this page's memory: what is in an inbox, and in which order it changed. */

import { UUID } from '@lumino/coreutils';

import { byArrival, countsAsUnread, hasTotal, matches } from './match';
import type {
  IChanges,
  IHead,
  InboxState,
  INotification,
  IPage,
  IPreferencesChange,
  IQuery
} from './wire';

/** One inbox, as it is read. */
export class MemoryEntries {
  /** What this person has set. */
  kept: IPreferencesChange = {};

  /** Where the inbox stands. */
  get head(): IHead {
    return {
      epoch: this._epoch,
      seq: Private.cursor(this._seq),
      unread: this.stored.filter(countsAsUnread).length
    };
  }

  /** Every entry, newest arrival first. */
  get entries(): INotification[] {
    return this.stored.sort(byArrival).map(Private.copy);
  }

  /** One entry, or undefined. */
  read(id: string): INotification | undefined {
    const entry = this._entries.get(id);
    return entry && Private.copy(entry);
  }

  /** One page of a list. */
  readPage(query: IQuery, limit: number, before?: string): IPage {
    const all = this.matching(query).sort(byArrival);
    const rest = before ? all.filter(one => one.arrived < before) : all;
    const items = rest.slice(0, limit).map(Private.copy);
    return {
      ...this.head,
      items,
      next: rest.length > limit ? items[limit - 1].arrived : null,
      ...(hasTotal(query) ? { total: all.length } : {})
    };
  }

  /** How many entries are in a state. */
  count(state: InboxState): number {
    return this.matching({ state }).length;
  }

  /** What changed after a cursor. */
  readChanges(epoch: string, after: string, limit: number): IChanges {
    const behind = [...this._changedAt]
      .filter(([, changed]) => changed > after)
      .sort(([, a], [, b]) => (a < b ? -1 : 1));
    if (
      epoch !== this._epoch ||
      after < this._forgotten ||
      behind.length > Private.MAX_BEHIND
    ) {
      const nothing = { items: [], removed: [], more: false };
      return { ...this.head, ...nothing, reset: true };
    }
    const some = behind.slice(0, limit);
    const more = behind.length > limit;
    const ids = some.map(([id]) => id);
    return {
      ...this.head,
      ...(more ? { seq: some[some.length - 1][1] } : {}),
      items: ids.flatMap(id => this.read(id) ?? []),
      removed: ids.filter(id => !this._entries.has(id)),
      more,
      reset: false
    };
  }

  /** Start again with another store, as when the server's file was replaced. */
  replace(): void {
    this._epoch = UUID.uuid4();
    this._entries.clear();
    this._changedAt.clear();
    this._forgotten = '';
    this._seq = 0;
    this.onChanged();
  }

  /** Called after each change. */
  protected onChanged(): void {
    // For those who tell others.
  }

  /** All that has to be kept. */
  protected snapshot(): MemoryEntries.ISnapshot {
    return {
      epoch: this._epoch,
      seq: this._seq,
      forgotten: this._forgotten,
      kept: this.kept,
      entries: this.stored,
      changedAt: [...this._changedAt]
    };
  }

  /** Go on with what was kept. */
  protected restore(snapshot: MemoryEntries.ISnapshot): void {
    this._epoch = snapshot.epoch;
    this._seq = snapshot.seq;
    this._forgotten = snapshot.forgotten;
    this.kept = snapshot.kept;
    this._entries = new Map(snapshot.entries.map(entry => [entry.id, entry]));
    this._changedAt = new Map(snapshot.changedAt);
  }

  /** Forget which entries were deleted, but for the last few: clients that are further behind read again. */
  protected forgetDeleted(): void {
    const deleted = [...this._changedAt]
      .filter(([id]) => !this._entries.has(id))
      .sort(([, a], [, b]) => (a < b ? -1 : 1));
    for (const [id, changed] of deleted.slice(0, -Private.MAX_BEHIND)) {
      this._changedAt.delete(id);
      this._forgotten = changed;
    }
  }

  /** The next place in the order of change. */
  protected next(): string {
    return Private.cursor(++this._seq);
  }

  /** When an entry changed, in that order. */
  protected changedAt(id: string): string {
    return this._changedAt.get(id) ?? '';
  }

  /** Every entry, in no order. Not to be written into. */
  protected get stored(): INotification[] {
    return [...this._entries.values()];
  }

  /** Those that belong to a list, in no order. Not to be written into. */
  protected matching(query: IQuery): INotification[] {
    const words = (query.q ?? '').toLowerCase().split(/\s+/);
    return this.stored.filter(entry => {
      const text = `${entry.title} ${entry.body ?? ''}`.toLowerCase();
      return matches(entry, query) && words.every(word => text.includes(word));
    });
  }

  /** Keep an entry, new or changed. */
  protected put(entry: INotification, changed = this.next()): void {
    this._entries.set(entry.id, entry);
    this._changedAt.set(entry.id, changed);
  }

  /** Delete an entry. Returns whether there was one. */
  protected take(id: string): boolean {
    const found = this._entries.delete(id);
    if (found) {
      this._changedAt.set(id, this.next());
    }
    return found;
  }

  private _entries = new Map<string, INotification>();
  private _changedAt = new Map<string, string>();
  private _epoch = UUID.uuid4();
  /** Deletions up to here are not known any more. */
  private _forgotten = '';
  private _seq = 0;
}

/** A namespace for `MemoryEntries` statics. */
export namespace MemoryEntries {
  /** All that has to be kept, as JSON can say it. */
  export interface ISnapshot {
    epoch: string;
    seq: number;
    forgotten: string;
    kept: IPreferencesChange;
    entries: INotification[];
    changedAt: [string, string][];
  }
}

/** A namespace for private data. */
namespace Private {
  /** A client further behind reads its pages again. */
  export const MAX_BEHIND = 200;

  /** A cursor as the server writes them. */
  export function cursor(seq: number): string {
    return seq.toString(16).padStart(24, '0');
  }

  /** What is handed out is the caller's own. */
  export function copy(entry: INotification): INotification {
    return { ...entry };
  }
}
