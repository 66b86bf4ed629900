/** What this page knows of the inbox: its lists, its count, and what is laid over them. */

import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { IBackend, ICursor } from './backend';
import { CatchUp } from './catchup';
import { NotificationList } from './list';
import { Overlay } from './overlay';
import type { Pacer } from './pacer';
import { Position } from './position';
import type { INotifications } from './tokens';
import { UnreadCount } from './unread';
import type { IHead, IHint, INotification, IPage, IQuery } from './wire';

/**
 * What this page knows of the inbox.
 *
 * #### Notes
 * A hint moves the count at once; entries are asked for at a pace. Nothing is asked while nothing happens.
 */
export class Sync implements IDisposable, CatchUp.IReader {
  constructor(options: Sync.IOptions) {
    this.backend = options.backend;
    this._catchUp = new CatchUp({
      backend: options.backend,
      interval: options.hintInterval,
      isBusy: () => this.inFlight > 0,
      position: this._position,
      reader: this
    });
    this.backend.hinted.connect(this._onHint, this);
    this.backend.connectionChanged.connect(this._onConnection, this);
    this.backend.revived.connect(() => this.pacer.request(), this);
    this.backend.start(() => this.cursor);
  }

  readonly backend: IBackend;
  readonly overlay = new Overlay();
  readonly count = new UnreadCount();
  readonly lists = new Set<NotificationList>();

  /** How many own changes are on their way. Questions wait for them a little. */
  inFlight = 0;

  /** When changes are asked for. */
  get pacer(): Pacer {
    return this._catchUp.pacer;
  }

  /** Emitted when anything changed. */
  get changed(): ISignal<this, INotifications.IChange> {
    return this._changed;
  }

  /** Emitted when the inbox moved and no entry changed: then something else of it did. */
  get elseChanged(): ISignal<this, void> {
    return this._elseChanged;
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
    this._catchUp.dispose();
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
    if ((isNews || isBack) && this._catchUp.isBehind) {
      this.pacer.request();
    }
    return page;
  }

  /** Show what the server has said of some entries. Resolves to how many lists had to be loaded again. */
  async apply(
    items: ReadonlyArray<INotification>,
    removed: ReadonlyArray<string>
  ): Promise<number> {
    this.overlay.update(items, removed);
    const reloads: Promise<void>[] = [];
    this.lists.forEach(list => {
      if (list.apply(items, removed)) {
        reloads.push(list.reload());
      }
    });
    await Promise.all(reloads);
    return reloads.length;
  }

  /** Do something once the lists have been told of all that the server had done by now. */
  whenConfirmed(done: () => void): void {
    this._catchUp.whenConfirmed(done);
  }

  /** Whether own changes were answered that the lists have perhaps not been told of. */
  get isUnconfirmed(): boolean {
    return this._catchUp.isUnconfirmed;
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

  /** What the server says of where the inbox stands. */
  accept(head: IHead): void {
    this.count.accept(head);
  }

  /** The server was heard. */
  heard(): void {
    this._lastUpdated = new Date();
    this._ready.resolve();
  }

  /** The inbox moved, and no entry changed. */
  movedSilently(): void {
    this._elseChanged.emit();
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

  /** Load all lists again. */
  async reload(): Promise<void> {
    await Promise.all([...this.lists].map(list => list.reload()));
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
    if (this._catchUp.isBehind) {
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

  private _catchUp: CatchUp;
  private _position = new Position();
  private _lastUpdated: Date | null = null;
  private _ready = new PromiseDelegate<void>();
  private _changed = new Signal<this, INotifications.IChange>(this);
  private _elseChanged = new Signal<this, void>(this);
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
  /** Only the count or the connection changed. */
  export const NOTHING: INotifications.IChange = {
    items: [],
    removed: [],
    reset: false
  };
}
