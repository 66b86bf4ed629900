/** An inbox in this page's memory, changed by the rules of the server's store. */

import { UUID } from '@lumino/coreutils';

import { RefusedError } from './errors';
import { isMuted, withState } from './match';
import { MemoryEntries } from './memoryentries';
import type {
  INotification,
  INotificationDraft,
  IQuery,
  IStateChange
} from './wire';

/** One inbox: what arrives, and what becomes of it. */
export class MemoryStore extends MemoryEntries {
  constructor(options: MemoryStore.IOptions = {}) {
    super();
    this._username = options.username ?? null;
    this.now = options.now ?? (() => new Date());
  }

  /** The clock. */
  readonly now: () => Date;

  /** Let a notification arrive, as if someone had sent it. `quietly`: without a hint. */
  deliver(
    draft: INotificationDraft & Partial<INotification>,
    options: { quietly?: boolean } = {}
  ): INotification {
    const content = { ...draft };
    delete content.recipients;
    const known = this._known(content);
    if (known && content.event_id && known.event_id === content.event_id) {
      return { ...known };
    }
    const now = this.now().toISOString();
    const changed = this.next();
    const fresh = {
      ...(this._username === null ? {} : { sender: this._username }),
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
    this.put(entry, changed);
    if (!options.quietly) {
      this.onChanged();
    }
    return { ...entry };
  }

  /** Change an entry's state, as if done in another tab. Throws if it does not exist. */
  touch(id: string, change: IStateChange): INotification {
    const entry = this.read(id);
    if (!entry) {
      throw new RefusedError({ message: 'No such notification', status: 404 });
    }
    if (this._set(entry, change)) {
      this.onChanged();
    }
    return this.read(id)!;
  }

  /** Change all that match and had not changed after a cursor; how many did. */
  touchAll(query: IQuery, change: IStateChange, upTo?: string): number {
    let changed = 0;
    for (const entry of this.matching(query)) {
      if (upTo === undefined || this.changedAt(entry.id) <= upTo) {
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
    const entry = this.read(id);
    if (entry) {
      const arrived = this.next();
      const change = { read: false, snoozed_until: null };
      this.put({ ...withState(entry, change), arrived }, arrived);
      this.onChanged();
    }
  }

  /** Delete an entry, as if done in another tab. Throws if it does not exist. */
  drop(id: string): void {
    if (!this.take(id)) {
      throw new RefusedError({ message: 'No such notification', status: 404 });
    }
    this.onChanged();
  }

  private _known(content: Partial<INotification>): INotification | undefined {
    const { event_id, key, source, sender } = content;
    return this.stored.find(
      one =>
        (event_id !== undefined && one.event_id === event_id) ||
        (key !== undefined &&
          one.key === key &&
          one.source === source &&
          (sender === undefined || one.sender === sender))
    );
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
    this.put(changed);
    return true;
  }

  private _username: string | null;
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
