/** The inbox itself: what the server has, what this page is changing, and the lists that show it. */

import { DataConnector } from '@jupyterlab/statedb';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend, ICursor } from './backend';
import { RefusedError } from './errors';
import { NotificationList } from './list';
import { countsAsUnread, isInbox, matches, withState } from './match';
import { Overlay } from './overlay';
import { Pacer } from './pacer';
import { PendingRemoval } from './removal';
import type {
  INotificationList,
  INotifications,
  IPendingRemoval
} from './tokens';
import { UnreadCount } from './unread';
import type {
  IChanged,
  IHead,
  IHint,
  INotification,
  INotificationDraft,
  IPage,
  IQuery,
  IStateChange,
  IStatus,
  PostAnswer
} from './wire';

/**
 * Notifications over any backend.
 *
 * #### Notes
 * Hints move the unread count at once, and the entries are then asked for by cursor at a pace. Own changes are shown
 * before the server has answered, and taken back if it refuses.
 */
export class Inbox
  extends DataConnector<INotification, IStateChange, string, IQuery>
  implements INotifications
{
  constructor(options: Inbox.IOptions) {
    super();
    this._backend = options.backend;
    this._holdTime = options.holdTime ?? Private.UNDO_MS;
    this._pageSize = options.pageSize ?? Private.PAGE_SIZE;
    this._pacer = new Pacer({
      run: () => this._pull(),
      interval: options.hintInterval ?? Private.HINT_INTERVAL,
      isBusy: () => this._inFlight > 0
    });
    this._backend.hinted.connect(this._onHint, this);
    this._backend.connectionChanged.connect(this._onConnection, this);
    this._backend.revived.connect(() => this._pacer.request(), this);
    this._backend.start(() => this._cursor);
  }

  get changed(): ISignal<this, INotifications.IChange> {
    return this._changed;
  }

  get disposed(): ISignal<this, void> {
    return this._disposed;
  }

  get unread(): number {
    return Math.max(0, this._count.value - this._overlay.hiddenUnread);
  }

  get items(): ReadonlyArray<INotification> {
    for (const list of this._lists) {
      if (isInbox(list.query)) {
        return list.items;
      }
    }
    return [];
  }

  get connection(): INotifications.Connection {
    return this._backend.connection;
  }

  get lastUpdated(): Date | null {
    return this._lastUpdated;
  }

  get status(): IStatus | null {
    return this._status;
  }

  get seq(): string {
    return this._count.head?.seq ?? '';
  }

  get ready(): Promise<void> {
    return this._ready.promise;
  }

  /** Milliseconds between two questions for changes. */
  get hintInterval(): number {
    return this._pacer.interval;
  }
  set hintInterval(value: number) {
    this._pacer.interval = value;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    for (const removal of [...this._removals]) {
      removal.dispose();
    }
    for (const list of [...this._lists]) {
      list.dispose();
    }
    this._pacer.dispose();
    this._backend.dispose();
    this._disposed.emit();
    Signal.clearData(this);
  }

  async fetchStatus(): Promise<IStatus> {
    this._status = await this._backend.status();
    this._heard();
    this._emit();
    return this._status;
  }

  async notify(draft: INotificationDraft): Promise<PostAnswer> {
    const answer = await this._backend.post(draft);
    this._heard();
    this._pacer.request();
    return answer;
  }

  async page(
    query: IQuery,
    options: { before?: string; limit?: number } = {}
  ): Promise<IPage> {
    const { before, limit = this._pageSize } = options;
    return this._load(query, { before, limit });
  }

  open(query: IQuery): INotificationList {
    const list = new NotificationList({
      query,
      load: (query, options) => this._load(query, options),
      overlay: this._overlay,
      pageSize: this._pageSize,
      onDisposed: list => this._lists.delete(list)
    });
    this._lists.add(list);
    return list;
  }

  /** One entry, or undefined if it does not exist. */
  async fetch(id: string): Promise<INotification | undefined> {
    return this._backend.get(id);
  }

  /** The first page of a list. */
  override async list(
    query: IQuery = {}
  ): Promise<{ ids: string[]; values: INotification[] }> {
    const { items } = await this.page(query);
    return { ids: items.map(item => item.id), values: items };
  }

  /** Change the state of an entry. */
  override save(id: string, change: IStateChange): Promise<INotification> {
    return this._change(id, change);
  }

  /** Delete an entry now, for good. */
  override async remove(id: string): Promise<void> {
    const entry = this._find(id);
    const hidden = this._overlay.hide(entry ? [entry] : []);
    this._refresh();
    try {
      await this._delete([id], false);
    } finally {
      hidden.dispose();
      this._refresh();
    }
  }

  markRead(id: string, read = true): Promise<INotification> {
    return this._change(id, { read });
  }

  archive(id: string, archived = true): Promise<INotification> {
    return this._change(id, { archived });
  }

  snooze(id: string, until: Date | null): Promise<INotification> {
    return this._change(id, { snoozed_until: until?.toISOString() ?? null });
  }

  removeLater(entries: ReadonlyArray<INotification>): IPendingRemoval {
    const ids = entries.map(entry => entry.id);
    const hidden = this._overlay.hide(
      entries.map(entry => this._find(entry.id) ?? entry)
    );
    const removal = new PendingRemoval({
      entries,
      holdTime: this._holdTime,
      send: keepalive => this._delete(ids, keepalive)
    });
    this._removals.add(removal);
    removal.settled.connect(() => {
      this._removals.delete(removal);
      hidden.dispose();
      this._refresh();
    }, this);
    this._refresh();
    return removal;
  }

  async markAllRead(query: IQuery = {}): Promise<IChanged> {
    if (this._settled.size > 0) {
      // What this page has just changed is behind the cursor, and would be left out.
      await this._pacer.now();
    }
    const change = { read: true };
    const loaded = this._loaded(query);
    const counted = loaded.filter(countsAsUnread).length;
    const delta = isInbox(query) ? -this.unread : -counted;
    const ids = loaded.map(entry => entry.id);
    return this._travel(ids, change, delta, async expected => {
      const upTo = this._cursor?.seq;
      const answer = await this._backend.changeAll(query, change, upTo);
      this._count.settle(expected);
      this._accept(answer);
      void this._apply(
        loaded.map(entry => withState(entry, change)),
        []
      );
      return answer;
    });
  }

  /** Try to reach the server now, and ask for changes. Never rejects: `connection` says how it went. */
  async refresh(): Promise<void> {
    if (this.connection !== 'online') {
      this._backend.reconnect();
    }
    await this._pacer.now();
    this._lists.forEach(list => {
      if (list.state === 'failed') {
        void list.reload();
      }
    });
  }

  private _change(id: string, change: IStateChange): Promise<INotification> {
    const stored = this._find(id);
    const before = stored && this._overlay.view(stored);
    const delta = before
      ? Number(countsAsUnread(withState(before, change))) -
        Number(countsAsUnread(before))
      : 0;
    return this._travel([id], change, delta, async expected => {
      try {
        const answer = await this._backend.change(id, change);
        this._settle(id, answer, expected);
        void this._apply([answer], []);
        return answer;
      } catch (error) {
        if (error instanceof RefusedError && error.status === 404) {
          void this._apply([], [id]);
        }
        throw error;
      }
    });
  }

  /** Show a change while it travels to the server and back. */
  private async _travel<T>(
    ids: string[],
    change: IStateChange,
    delta: number,
    send: (expected: UnreadCount.IExpected) => Promise<T>
  ): Promise<T> {
    const patch = this._overlay.patch(ids, change);
    const expected = this._count.expect(delta);
    this._inFlight++;
    this._refresh();
    try {
      const answer = await send(expected);
      this._heard();
      return answer;
    } catch (error) {
      this._count.settle(expected);
      throw error;
    } finally {
      this._inFlight--;
      patch.dispose();
      this._refresh();
      this._pacer.request();
    }
  }

  private async _delete(ids: string[], keepalive: boolean): Promise<void> {
    // From here on the server may count without them, so the count is no longer the overlay's to lower.
    const counted = this._overlay.release(ids);
    this._inFlight++;
    const one = async (id: string): Promise<void> => {
      const expected = this._count.expect(counted.has(id) ? -1 : 0);
      try {
        await this._backend.remove(id, { keepalive });
        this._settle(id, null, expected);
      } catch (error) {
        this._count.settle(expected);
        throw error;
      }
    };
    const outcomes = await Private.settleAll(ids, one, keepalive);
    this._inFlight--;
    void this._apply(
      [],
      ids.filter((_, i) => outcomes[i].status === 'fulfilled')
    );
    this._pacer.request();
    const failed = outcomes.find(Private.isRejected);
    if (failed) {
      throw failed.reason;
    }
    this._heard();
  }

  /** Remember an answer until the changes that were asked for after it have come. */
  private _settle(
    id: string,
    item: INotification | null,
    expected: UnreadCount.IExpected
  ): void {
    this._settled.set(id, { item, expected, tick: this._tick });
  }

  private _onHint(_: IBackend, hint: IHint): void {
    if (this._isDisposed) {
      return;
    }
    this._cursor ??= { epoch: hint.epoch, seq: hint.seq };
    this._accept(hint);
    this._heard();
    this._emit();
    if (this._isBehind()) {
      this._pacer.request();
    }
  }

  private _onConnection(): void {
    if (this.connection === 'online') {
      this._lists.forEach(list => {
        if (list.state === 'failed') {
          void list.reload();
        }
      });
    }
    this._emit();
  }

  /** Whether the server has said that there is more than the lists show. */
  private _isBehind(): boolean {
    const head = this._count.head;
    const cursor = this._cursor;
    return (
      !!head &&
      (!cursor || cursor.epoch !== head.epoch || cursor.seq < head.seq)
    );
  }

  private async _pull(): Promise<Pacer.Work> {
    const head = this._count.head;
    try {
      if (this._pacer.isStorm && head && this._isBehind()) {
        await this._reset(head);
        return 'storm';
      }
      return await this._ask();
    } catch {
      // The reconnecting socket brings a hint; a store in trouble does not.
      if (this.connection === 'online') {
        this._pacer.requestIn(Private.RETRY_MS);
      }
      return 'little';
    }
  }

  private async _ask(): Promise<Pacer.Work> {
    let asked = 0;
    let found = 0;
    let more = true;
    while (more && !this._isDisposed) {
      const cursor = this._cursor ?? { epoch: '', seq: '' };
      const tick = ++this._tick;
      const answer = await this._backend.changes(cursor, Private.CHANGES);
      if (this._isDisposed) {
        break;
      }
      this._heard();
      if (answer.reset) {
        this._confirm(tick);
        await this._reset(answer);
        return cursor.seq === '' ? 'little' : 'storm';
      }
      const { epoch, seq, items, removed } = answer;
      this._cursor = { epoch, seq };
      this._accept(answer);
      const reloads = this._apply(...this._mend(items, removed, tick));
      this._confirm(tick);
      this._emit({ items, removed, reset: false });
      await reloads;
      more = answer.more;
      asked++;
      found += items.length + removed.length;
    }
    if (this._isBehind()) {
      this._pacer.request();
    }
    return asked > 1 ? 'storm' : found > Private.MANY ? 'much' : 'little';
  }

  /** Everything may have changed: go on from here, and load what is shown again. */
  private async _reset(head: IHead): Promise<void> {
    this._cursor = { epoch: head.epoch, seq: head.seq };
    this._accept(head);
    this._emit({ items: [], removed: [], reset: true });
    await Promise.all([...this._lists].map(list => list.reload()));
  }

  /** Put own answers in place of what was asked for before they came, and may be older. */
  private _mend(
    items: ReadonlyArray<INotification>,
    removed: ReadonlyArray<string>,
    tick: number
  ): [INotification[], string[]] {
    const kept: INotification[] = [];
    const gone = [...removed];
    for (const item of items) {
      const own = this._settled.get(item.id);
      if (!own || own.tick < tick) {
        kept.push(item);
      } else if (own.item) {
        kept.push(own.item);
      } else {
        gone.push(item.id);
      }
    }
    return [kept, gone];
  }

  /** What was asked for after an own change was answered contains it. */
  private _confirm(tick: number): void {
    this._settled.forEach((own, id) => {
      if (own.tick < tick) {
        this._count.settle(own.expected);
        this._settled.delete(id);
      }
    });
    if (this._settled.size > 0) {
      this._pacer.request();
    }
  }

  private async _load(
    query: IQuery,
    options: IBackend.IPageOptions
  ): Promise<IPage> {
    const page = await this._backend.page(query, options);
    if (!this._isDisposed) {
      const { epoch, seq } = page;
      this._cursor ??= { epoch, seq };
      this._heard();
      if (this._accept(page)) {
        this._emit();
        if (this._isBehind()) {
          this._pacer.request();
        }
      }
    }
    return page;
  }

  private _accept(head: IHead): boolean {
    return this._count.accept(head);
  }

  private _apply(
    items: ReadonlyArray<INotification>,
    removed: ReadonlyArray<string>
  ): Promise<unknown> {
    this._overlay.update(items, removed);
    const reloads: Promise<void>[] = [];
    this._lists.forEach(list => {
      if (list.apply(items, removed)) {
        reloads.push(list.reload());
      }
    });
    return Promise.all(reloads);
  }

  /** Loaded entries that match, each once. */
  private _loaded(query: IQuery): INotification[] {
    const found = new Map<string, INotification>();
    this._lists.forEach(list => {
      list.items.forEach(item => {
        if (matches(item, query) && !item.read) {
          found.set(item.id, item);
        }
      });
    });
    return [...found.values()];
  }

  private _find(id: string): INotification | undefined {
    for (const list of this._lists) {
      const entry = list.find(id);
      if (entry) {
        return entry;
      }
    }
    return undefined;
  }

  private _heard(): void {
    this._lastUpdated = new Date();
    this._ready.resolve();
  }

  private _refresh(): void {
    this._lists.forEach(list => list.refresh());
    this._emit();
  }

  private _emit(change: INotifications.IChange = Private.NOTHING): void {
    this._changed.emit(change);
  }

  private _backend: IBackend;
  private _holdTime: number;
  private _pageSize: number;
  private _pacer: Pacer;
  private _overlay = new Overlay();
  private _count = new UnreadCount();
  private _lists = new Set<NotificationList>();
  private _removals = new Set<PendingRemoval>();
  private _settled = new Map<string, Private.ISettled>();
  private _tick = 0;
  private _inFlight = 0;
  private _cursor: ICursor | null = null;
  private _status: IStatus | null = null;
  private _lastUpdated: Date | null = null;
  private _ready = new PromiseDelegate<void>();
  private _changed = new Signal<this, INotifications.IChange>(this);
  private _disposed = new Signal<this, void>(this);
  private _isDisposed = false;
}

/** A namespace for `Inbox` statics. */
export namespace Inbox {
  /** The options of an inbox. */
  export interface IOptions {
    /** Where the entries are; disposed with the inbox. */
    backend: IBackend;
    /** Milliseconds between two questions for changes. Defaults to 700. */
    hintInterval?: number;
    /** Milliseconds before a deletion is sent. Defaults to 8000. */
    holdTime?: number;
    /** Entries a page. Defaults to 50. */
    pageSize?: number;
  }
}

/** A namespace for private data. */
namespace Private {
  export const UNDO_MS = 8000;
  export const HINT_INTERVAL = 700;
  export const PAGE_SIZE = 50;
  /** Changes an answer; what the server gives at most. */
  export const CHANGES = 100;
  /** Changes an interval that call for a slower pace. */
  export const MANY = 10;
  export const RETRY_MS = 5000;
  /** Deletions on their way at once. */
  export const PARALLEL = 4;

  /** Only the count or the connection changed. */
  export const NOTHING: INotifications.IChange = {
    items: [],
    removed: [],
    reset: false
  };

  /** What became of an own change. */
  export interface ISettled {
    /** The entry as it is now, or null if it is gone. */
    item: INotification | null;
    expected: UnreadCount.IExpected;
    /** How many times changes had been asked for when it was answered. */
    tick: number;
  }

  /** Whether it failed. */
  export function isRejected(
    outcome: PromiseSettledResult<void>
  ): outcome is PromiseRejectedResult {
    return outcome.status === 'rejected';
  }

  /** Run it for all, a few at once, or all at once if there is no time. */
  export async function settleAll(
    ids: string[],
    run: (id: string) => Promise<void>,
    atOnce: boolean
  ): Promise<PromiseSettledResult<void>[]> {
    const outcomes: PromiseSettledResult<void>[] = [];
    const size = atOnce ? ids.length : PARALLEL;
    for (let start = 0; start < ids.length; start += size) {
      const some = ids.slice(start, start + size).map(run);
      outcomes.push(...(await Promise.allSettled(some)));
    }
    return outcomes;
  }
}
