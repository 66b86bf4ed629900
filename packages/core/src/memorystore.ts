/** Entries in this page's memory, with the rules of the server's store. */

import { UUID } from '@lumino/coreutils';

import { RefusedError } from './errors';
import {
  byArrival,
  countsAsUnread,
  hasTotal,
  isMuted,
  matches,
  withState
} from './match';
import type {
  IChanges,
  IHead,
  InboxState,
  INotification,
  INotificationDraft,
  IPage,
  IPreferencesChange,
  IQuery,
  IStateChange
} from './wire';

/** One inbox: its entries in order of arrival and in order of change. */
export class MemoryStore {
  constructor(options: MemoryStore.IOptions = {}) {
    this._username = options.username ?? null;
    this.now = options.now ?? (() => new Date());
  }

  /** The clock. */
  readonly now: () => Date;

  /** What this person has set. */
  kept: IPreferencesChange = {};

  /** Where the inbox stands. */
  get head(): IHead {
    const entries = [...this._entries.values()];
    return {
      epoch: this._epoch,
      seq: Private.cursor(this._seq),
      unread: entries.filter(countsAsUnread).length
    };
  }

  /** Every entry, newest arrival first. */
  get entries(): INotification[] {
    return [...this._entries.values()].sort(byArrival).map(Private.copy);
  }

  /** One entry, or undefined. */
  read(id: string): INotification | undefined {
    const entry = this._entries.get(id);
    return entry && Private.copy(entry);
  }

  /** One page of a list. */
  readPage(query: IQuery, limit: number, before?: string): IPage {
    const all = this._matching(query).sort(byArrival);
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
    return this._matching({ state }).length;
  }

  /** What changed after a cursor. */
  readChanges(epoch: string, after: string, limit: number): IChanges {
    const behind = [...this._changedAt]
      .filter(([, changed]) => changed > after)
      .sort(([, a], [, b]) => (a < b ? -1 : 1));
    if (epoch !== this._epoch || behind.length > Private.MAX_BEHIND) {
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

  /** Let a notification arrive, as if someone had sent it. `quietly`: without a hint. */
  deliver(
    draft: INotificationDraft & Partial<INotification>,
    options: { quietly?: boolean } = {}
  ): INotification {
    const content = { ...draft };
    delete content.recipients;
    const known = this._known(content);
    if (known && content.event_id && known.event_id === content.event_id) {
      return Private.copy(known);
    }
    const now = this.now().toISOString();
    const changed = this._next();
    const sender = this._username === null ? {} : { sender: this._username };
    const fresh = {
      ...sender,
      ...(isMuted(content, this.kept) ? { read: true } : {}),
      created: now,
      arrived: changed
    };
    const { id, arrived, created, updated } = { ...fresh, ...content };
    const entry: INotification = {
      ...fresh,
      ...content,
      id: known?.id ?? id ?? UUID.uuid4(),
      arrived: known?.arrived ?? arrived,
      created: known?.created ?? created,
      updated: updated ?? (known ? now : created)
    };
    this._entries.set(entry.id, entry);
    this._changedAt.set(entry.id, changed);
    if (!options.quietly) {
      this.onChanged();
    }
    return Private.copy(entry);
  }

  /** Change an entry's state, as if done in another tab. Throws if it does not exist. */
  touch(id: string, change: IStateChange): INotification {
    const entry = this._entries.get(id);
    if (!entry) {
      throw new RefusedError({ message: 'No such notification', status: 404 });
    }
    if (this._set(entry, change)) {
      this.onChanged();
    }
    return Private.copy(this._entries.get(id)!);
  }

  /** Change all that match and had not changed after a cursor; how many did. */
  touchAll(query: IQuery, change: IStateChange, upTo?: string): number {
    let changed = 0;
    for (const entry of this._matching(query)) {
      if (upTo === undefined || this._changedAt.get(entry.id)! <= upTo) {
        changed += Number(this._set(entry, change));
      }
    }
    if (changed > 0) {
      this.onChanged();
    }
    return changed;
  }

  /** Wake a snoozed entry: it arrives anew, unread. */
  wake(id: string): void {
    const entry = this._entries.get(id);
    if (entry) {
      this._set(entry, { read: false, snoozed_until: null });
      const arrived = Private.cursor(this._seq);
      this._entries.set(id, { ...this._entries.get(id)!, arrived });
      this.onChanged();
    }
  }

  /** Delete an entry, as if done in another tab. Throws if it does not exist. */
  drop(id: string): void {
    if (!this._entries.delete(id)) {
      throw new RefusedError({ message: 'No such notification', status: 404 });
    }
    this._changedAt.set(id, this._next());
    this.onChanged();
  }

  /** Start again with another store, as when the server's file was replaced. */
  replace(): void {
    this._epoch = UUID.uuid4();
    this._entries.clear();
    this._changedAt.clear();
    this._seq = 0;
    this.onChanged();
  }

  /** Called after each change. */
  protected onChanged(): void {
    // For those who tell others.
  }

  private _known(content: Partial<INotification>): INotification | undefined {
    const { event_id, key, source, sender } = content;
    return [...this._entries.values()].find(
      one =>
        (event_id !== undefined && one.event_id === event_id) ||
        (key !== undefined &&
          one.key === key &&
          one.source === source &&
          (sender === undefined || one.sender === sender))
    );
  }

  private _matching(query: IQuery): INotification[] {
    const words = (query.q ?? '').toLowerCase().split(/\s+/);
    return [...this._entries.values()].filter(entry => {
      const text = `${entry.title} ${entry.body ?? ''}`.toLowerCase();
      return matches(entry, query) && words.every(word => text.includes(word));
    });
  }

  private _set(entry: INotification, change: IStateChange): boolean {
    const changed = withState(entry, change);
    if (
      changed.read === entry.read &&
      changed.archived === entry.archived &&
      changed.snoozed_until === entry.snoozed_until
    ) {
      return false;
    }
    this._entries.set(entry.id, changed);
    this._changedAt.set(entry.id, this._next());
    return true;
  }

  private _next(): string {
    return Private.cursor(++this._seq);
  }

  private _username: string | null;
  private _entries = new Map<string, INotification>();
  private _changedAt = new Map<string, string>();
  private _epoch = UUID.uuid4();
  private _seq = 0;
}

/** A namespace for `MemoryStore` statics. */
export namespace MemoryStore {
  /** The options of a store. */
  export interface IOptions {
    /** Who sends; null on a server of one person. */
    username?: string | null;
    /** The clock. */
    now?: () => Date;
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
