/** Catches up with a backend: asks at a pace what changed behind a cursor, and tells it. */

import type { IDisposable } from '@lumino/disposable';

import type { IBackend } from './backend';
import { Confirmations } from './confirmations';
import { RefusedError } from './errors';
import { Pacer } from './pacer';
import type { Position } from './position';
import type { INotifications } from './tokens';
import type { IHead, INotification } from './wire';

/** Questions for changes, one at a time; after too much at once, everything is read again instead. */
export class CatchUp implements IDisposable {
  constructor(options: CatchUp.IOptions) {
    this._backend = options.backend;
    this._position = options.position;
    this._reader = options.reader;
    this.pacer = new Pacer({
      run: () => this._pull(),
      interval: options.interval,
      isBusy: options.isBusy
    });
  }

  readonly pacer: Pacer;

  /** Whether the server has said that there is more than was told. */
  get isBehind(): boolean {
    return this._position.isBehind(this._reader.count.head);
  }

  /** Whether own changes were answered that have perhaps not been told. */
  get isUnconfirmed(): boolean {
    return !this._confirmations.isEmpty;
  }

  get isDisposed(): boolean {
    return this.pacer.isDisposed;
  }

  dispose(): void {
    this.pacer.dispose();
  }

  /**
   * Do something once all has been told that the server had done by now.
   *
   * #### Notes
   * So the answer to an own change is not written into the lists: it stays laid over them until then.
   */
  whenConfirmed(done: () => void): void {
    this._confirmations.add(done);
    this.pacer.request();
  }

  private async _pull(): Promise<Pacer.Work> {
    const head = this._reader.count.head;
    try {
      if (this.pacer.isStorm && head && this.isBehind && !this.isUnconfirmed) {
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
      if (this._backend.connection === 'online') {
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
    let reloaded = 0;
    let asked = 0;
    let more = true;
    const before = this._position.asked.seq;
    const question = this._confirmations.ask();
    while (more && !this.isDisposed) {
      const answer = await this._backend.changes(
        this._position.asked,
        Private.CHANGES
      );
      if (this.isDisposed) {
        break;
      }
      this._reader.heard();
      if (answer.reset) {
        await this._reset(answer);
        this._confirm(question);
        return 'storm';
      }
      const { items, removed } = answer;
      this._position.move(answer);
      this._reader.accept(answer);
      const applied = this._reader.apply(items, removed);
      if (!answer.more) {
        this._confirm(question);
      }
      this._reader.emit({ items, removed, reset: false });
      reloaded += await applied;
      more = answer.more;
      found += items.length + removed.length;
      asked++;
    }
    this._reader.reloadFailed();
    if (found === 0 && this._position.asked.seq !== before) {
      this._reader.movedSilently();
    }
    if (this.isBehind) {
      this.pacer.request();
    }
    if (asked > 1) {
      return 'storm';
    }
    return found > Private.MANY || reloaded > 0 ? 'much' : 'little';
  }

  /** Everything may have changed: go on from here, and load again what is shown. */
  private async _reset(head: IHead): Promise<void> {
    this._position.move(head);
    this._reader.accept(head);
    this._reader.emit({ items: [], removed: [], reset: true });
    await this._reader.reload();
  }

  private _confirm(question: number): void {
    if (this._confirmations.answered(question)) {
      this._reader.refresh();
    }
    if (this.isUnconfirmed) {
      this.pacer.request();
    }
  }

  private _backend: IBackend;
  private _confirmations = new Confirmations();
  private _position: Position;
  private _reader: CatchUp.IReader;
}

/** A namespace for `CatchUp` statics. */
export namespace CatchUp {
  /** Who is told. */
  export interface IReader {
    readonly count: { readonly head: IHead | null };
    /** What the server says of where the inbox stands. */
    accept(head: IHead): void;
    /** Show what the server has said of some entries. Resolves to how many lists had to be loaded again. */
    apply(
      items: ReadonlyArray<INotification>,
      removed: ReadonlyArray<string>
    ): Promise<number>;
    /** The server was heard. */
    heard(): void;
    /** The inbox moved, and no entry changed: something else of it did. */
    movedSilently(): void;
    /** What is laid over the lists changed. */
    refresh(): void;
    /** Load all lists again. */
    reload(): Promise<void>;
    /** Load lists again that could not be loaded. */
    reloadFailed(): void;
    /** Say that something changed. */
    emit(change: INotifications.IChange): void;
  }

  /** What it works with. */
  export interface IOptions {
    backend: IBackend;
    /** Milliseconds between two questions. */
    interval: number;
    /** Whether own changes are on their way. Questions wait for them a little. */
    isBusy: () => boolean;
    position: Position;
    reader: IReader;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Changes an answer; what the server gives at most. */
  export const CHANGES = 100;
  /** Changes an interval that call for a slower pace. */
  export const MANY = 10;
  export const RETRY_MS = 5000;
}
