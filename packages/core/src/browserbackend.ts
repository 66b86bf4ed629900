/** An inbox that is kept in this browser: for sites without a server, such as those made with JupyterLite. */

import { UUID } from '@lumino/coreutils';

import { browserStorage, readSnapshot, writeSnapshot } from './browsersnapshot';
import type { IScheduled } from './browsersnapshot';
import { MemoryBackend } from './memory';
import type { INotification, INotificationDraft, IStatus } from './wire';

/**
 * A store in the browser's `localStorage`, the same in all of its tabs.
 *
 * #### Notes
 * Each change is written at once, over what the other tabs have written. What is snoozed, scheduled or expires is so by
 * this machine's clock. Beyond a limit the oldest go, read ones first. Where the browser keeps nothing, the inbox lasts
 * as long as the page, and says that it is not durable.
 */
export class BrowserBackend extends MemoryBackend {
  constructor(options: BrowserBackend.IOptions) {
    super(options);
    this._key = `${Private.PREFIX}${options.name}`;
    this._most = options.most ?? Private.MOST;
    this._storage =
      options.storage === undefined ? browserStorage() : options.storage;
    this._load();
    this._sweep();
    window.addEventListener('storage', this);
  }

  override dispose(): void {
    window.removeEventListener('storage', this);
    clearTimeout(this._timer);
    super.dispose();
  }

  /** Another tab has changed it. */
  handleEvent(event: StorageEvent): void {
    if (event.key === this._key || event.key === null) {
      this._refresh();
    }
  }

  override deliver(
    draft: INotificationDraft & Partial<INotification>,
    options: { quietly?: boolean } = {}
  ): INotification {
    if (!this._isDue(draft.deliver_at)) {
      const now = this.now().toISOString();
      const kept = { id: UUID.uuid4(), created: now, updated: now, ...draft };
      this._scheduled.push(kept);
      this.onChanged();
      return { arrived: '', ...kept };
    }
    return super.deliver(draft, options);
  }

  override async status(): Promise<IStatus> {
    const isKept = this._problem === null;
    return {
      ...(await super.status()),
      backend: 'browser',
      durable: isKept,
      problem: this._problem,
      size: this._raw?.length ?? 0,
      retention: { days: 0, entries: this._most }
    };
  }

  protected override async enter(method: string): Promise<void> {
    await super.enter(method);
    this._refresh();
  }

  protected override onChanged(): void {
    if (!this._isSweeping) {
      this._save();
      this._schedule();
      super.onChanged();
    }
  }

  /** Take over what other tabs have written, and what has become due. */
  private _refresh(): void {
    if (this._load()) {
      super.onChanged();
    }
    this._sweep();
  }

  /** Read what is written. Returns whether it is another than was known. */
  private _load(): boolean {
    let raw: string | null;
    try {
      raw = this._storage?.getItem(this._key) ?? null;
    } catch {
      return false;
    }
    if (raw === null || raw === this._raw) {
      return false;
    }
    this._raw = raw;
    try {
      const snapshot = readSnapshot(raw);
      this._scheduled = snapshot.scheduled;
      this.restore(snapshot);
      return true;
    } catch {
      // Of another version, or somebody else's: the next change takes its place.
      return false;
    }
  }

  /** Write it, with as much of it as there is room for. */
  private _save(): void {
    if (!this._storage) {
      this._problem = 'The browser keeps nothing';
      return;
    }
    this._trim(this._most);
    this.forgetDeleted();
    const whole = this.snapshot();
    for (let most = this._most; ; most = Math.floor(most / 2)) {
      this._trim(most);
      const scheduled = this._scheduled;
      const raw = writeSnapshot({ ...this.snapshot(), scheduled });
      try {
        this._storage.setItem(this._key, raw);
        this._raw = raw;
        this._problem = null;
        return;
      } catch (error) {
        if (most === 0) {
          this.restore(whole);
          this._problem = error instanceof Error ? error.message : `${error}`;
          return;
        }
      }
    }
  }

  /** Delete what is too much: the oldest, and of these those that were read first. */
  private _trim(most: number): void {
    const tooMany = this.stored.length - most;
    if (tooMany > 0) {
      const oldest = this.entries.reverse();
      const isRead = (entry: INotification) => Number(entry.read ?? false);
      oldest
        .sort((a, b) => isRead(b) - isRead(a))
        .slice(0, tooMany)
        .forEach(entry => this.take(entry.id));
    }
  }

  /** Do what is due: deliver, wake, and let expire. */
  private _sweep(): void {
    const isPast = (time: string | undefined): boolean =>
      time !== undefined && this._isDue(time);
    const due = this._scheduled.filter(one => this._isDue(one.deliver_at));
    const woken = this.stored.filter(entry => isPast(entry.snoozed_until));
    const gone = this.stored.filter(entry => isPast(entry.expires_at));
    if (due.length + woken.length + gone.length > 0) {
      this._scheduled = this._scheduled.filter(one => !due.includes(one));
      this._isSweeping = true;
      due.forEach(one => super.deliver(one));
      woken.forEach(entry => this.wake(entry.id));
      gone.forEach(entry => this.take(entry.id));
      this._isSweeping = false;
      this.onChanged();
    } else {
      this._schedule();
    }
  }

  /** Look again when the next thing is due. */
  private _schedule(): void {
    clearTimeout(this._timer);
    const times = [
      ...this._scheduled.map(one => one.deliver_at),
      ...this.stored.flatMap(one => [one.snoozed_until, one.expires_at])
    ]
      .map(time => Date.parse(time ?? ''))
      .filter(Number.isFinite);
    if (times.length > 0 && !this.isDisposed) {
      const delay = Math.min(...times) - this.now().getTime();
      this._timer = setTimeout(
        () => this._refresh(),
        Math.max(0, Math.min(delay, Private.FAR_MS))
      );
    }
  }

  private _isDue(time: string | undefined): boolean {
    return time === undefined || Date.parse(time) <= this.now().getTime();
  }

  private _isSweeping = false;
  private _key: string;
  private _most: number;
  private _problem: string | null = null;
  private _raw: string | null = null;
  private _scheduled: IScheduled[] = [];
  private _storage: Storage | null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/** A namespace for `BrowserBackend` statics. */
export namespace BrowserBackend {
  /** The options of an inbox in the browser. */
  export interface IOptions extends MemoryBackend.IOptions {
    /** Tells the inboxes of one origin apart, such as the site's base URL. */
    name: string;
    /** Entries that are kept at most. Defaults to 500. */
    most?: number;
    /** Where they are kept; null for nowhere. Defaults to `localStorage`. */
    storage?: Storage | null;
  }
}

/** A namespace for private data. */
namespace Private {
  export const PREFIX = '@jupyter-notifications/core:inbox:';
  export const MOST = 500;
  /** The longest time that a timer is set to; it has no more than 2^31 milliseconds. */
  export const FAR_MS = 24 * 3600_000;
}
