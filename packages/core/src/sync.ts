/** Keeps lists and count up with a backend: hints say when, a cursor says from where. */

import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend, ICursor } from './backend';
import { Confirmations } from './confirmations';
import { RefusedError } from './errors';
import { NotificationList } from './list';
import { Overlay } from './overlay';
import { Pacer } from './pacer';
import { Position } from './position';
import type { INotifications } from './tokens';
import { UnreadCount } from './unread';
import type { IHead, IHint, INotification, IPage, IQuery } from './wire';

/**
 * What this page knows of the inbox.
 *
 * #### Notes
 * A hint moves the count at once; entries are asked for at a pace, one question at a time. Nothing is asked while
 * nothing happens.
 */
export class Sync implements IDisposable {
  constructor(options: Sync.IOptions) {
    this.backend = options.backend;
    this.pacer = new Pacer({
      run: () => this._pull(),
      interval: options.hintInterval,
      isBusy: () => this.inFlight > 0
    });
    this.backend.hinted.connect(this._onHint, this);
    this.backend.connectionChanged.connect(this._onConnection, this);
    this.backend.revived.connect(() => this.pacer.request(), this);
    this.backend.start(() => this.cursor);
  }

  readonly backend: IBackend;
  readonly pacer: Pacer;
  readonly overlay = new Overlay();
  readonly count = new UnreadCount();
  readonly lists = new Set<NotificationList>();

  /** How many own changes are on their way. Questions wait for them a little. */
  inFlight = 0;

  /** Emitted when anything changed. */
  get changed(): ISignal<this, INotifications.IChange> {
    return this._changed;
  }

  /** Up to where the lists have been told. */
  get cursor(): ICursor | null {
    return this._position.cursor;
  }

  get lastUpdated(): Date | null {
    return this._lastUpdated;
  }

  /** Resolves once the server was heard. */
  get ready(): Promise<void> {
    return this._ready.promise;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.pacer.dispose();
    for (const list of [...this.lists]) {
      list.dispose();
    }
    this.backend.dispose();
    Signal.clearData(this);
  }

  /** One page, from the server. */
  async load(query: IQuery, options: IBackend.IPageOptions): Promise<IPage> {
    const page = await this.backend.page(query, options);
    if (this._isDisposed) {
      return page;
    }
    const isBack = this._position.begin(page);
    this.heard();
    const isNews = this.count.accept(page);
    if (isNews) {
      this.emit();
    }
    if ((isNews || isBack) && this._isBehind()) {
      this.pacer.request();
    }
    return page;
  }

  /** Show what the server has said of some entries. Resolves when lists that need it were loaded again. */
  async apply(
    items: ReadonlyArray<INotification>,
    removed: ReadonlyArray<string>
  ): Promise<void> {
    this.overlay.update(items, removed);
    const reloads: Promise<void>[] = [];
    this.lists.forEach(list => {
      if (list.apply(items, removed)) {
        reloads.push(list.reload());
      }
    });
    await Promise.all(reloads);
  }

  /**
   * Do something once the lists have been told of all that the server had done by now.
   *
   * #### Notes
   * So the answer to an own change is not written into the lists: it stays laid over them until then.
   */
  whenConfirmed(done: () => void): void {
    this._confirmations.add(done);
    this.pacer.request();
  }

  /** Whether own changes were answered that the lists have perhaps not been told of. */
  get isUnconfirmed(): boolean {
    return !this._confirmations.isEmpty;
  }

  /** An entry as the server has it, if a list has it. */
  find(id: string): INotification | undefined {
    for (const list of this.lists) {
      const entry = list.find(id);
      if (entry) {
        return entry;
      }
    }
    return undefined;
  }

  /** The server was heard. */
  heard(): void {
    this._lastUpdated = new Date();
    this._ready.resolve();
  }

  /** The overlay or the count changed. */
  refresh(): void {
    this.lists.forEach(list => list.refresh());
    this.emit();
  }

  /** Say that something changed; without a change, that is the count or the connection. */
  emit(change: INotifications.IChange = Private.NOTHING): void {
    this._changed.emit(change);
  }

  /** Load lists again that could not be loaded. */
  reloadFailed(): void {
    this.lists.forEach(list => {
      if (list.state === 'failed') {
        void list.reload();
      }
    });
  }

  private _onHint(_: IBackend, hint: IHint): void {
    this._position.begin(hint);
    this.count.accept(hint);
    this.heard();
    this.emit();
    if (this._isBehind()) {
      this.pacer.request();
    }
  }

  private _onConnection(): void {
    if (this.backend.connection === 'online') {
      this.reloadFailed();
      if (this.isUnconfirmed) {
        this.pacer.request();
      }
    }
    this.emit();
  }

  private _isBehind(): boolean {
    return this._position.isBehind(this.count.head);
  }

  private async _pull(): Promise<Pacer.Work> {
    const head = this.count.head;
    try {
      if (
        this.pacer.isStorm &&
        head &&
        this._isBehind() &&
        !this.isUnconfirmed
      ) {
        // Asking would most likely be answered by `reset`.
        await this._reset(head);
        return 'storm';
      }
      return await this._ask();
    } catch (error) {
      if (error instanceof RefusedError && error.status === 400) {
        this._position.lose();
      }
      // A socket that comes back brings a hint; a store in trouble does not.
      if (this.backend.connection === 'online') {
        const { retryAfter = null } = error as Partial<RefusedError>;
        this.pacer.requestIn(
          Math.max(Private.RETRY_MS, 1000 * (retryAfter ?? 0))
        );
      }
      return 'little';
    }
  }

  private async _ask(): Promise<Pacer.Work> {
    let found = 0;
    let asked = 0;
    let more = true;
    const question = this._confirmations.ask();
    while (more && !this._isDisposed) {
      const answer = await this.backend.changes(
        this._position.asked,
        Private.CHANGES
      );
      if (this._isDisposed) {
        break;
      }
      this.heard();
      if (answer.reset) {
        await this._reset(answer);
        this._confirm(question);
        return 'storm';
      }
      const { items, removed } = answer;
      this._position.move(answer);
      this.count.accept(answer);
      const applied = this.apply(items, removed);
      if (!answer.more) {
        this._confirm(question);
      }
      this.emit({ items, removed, reset: false });
      await applied;
      more = answer.more;
      found += items.length + removed.length;
      asked++;
    }
    this.reloadFailed();
    if (this._isBehind()) {
      this.pacer.request();
    }
    return asked > 1 ? 'storm' : found > Private.MANY ? 'much' : 'little';
  }

  /** Everything may have changed: go on from here, and load again what is shown. */
  private async _reset(head: IHead): Promise<void> {
    this._position.move(head);
    this.count.accept(head);
    this.emit({ items: [], removed: [], reset: true });
    await Promise.all([...this.lists].map(list => list.reload()));
  }

  private _confirm(question: number): void {
    if (this._confirmations.answered(question)) {
      this.refresh();
    }
    if (this.isUnconfirmed) {
      this.pacer.request();
    }
  }

  private _confirmations = new Confirmations();
  private _position = new Position();
  private _lastUpdated: Date | null = null;
  private _ready = new PromiseDelegate<void>();
  private _changed = new Signal<this, INotifications.IChange>(this);
  private _isDisposed = false;
}

/** A namespace for `Sync` statics. */
export namespace Sync {
  /** The options of a sync. */
  export interface IOptions {
    /** Disposed with it. */
    backend: IBackend;
    /** Milliseconds between two questions for changes. */
    hintInterval: number;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Changes an answer; what the server gives at most. */
  export const CHANGES = 100;
  /** Changes an interval that call for a slower pace. */
  export const MANY = 10;
  export const RETRY_MS = 5000;

  /** Only the count or the connection changed. */
  export const NOTHING: INotifications.IChange = {
    items: [],
    removed: [],
    reset: false
  };
}
