/** When to ask: at once, then at most once an interval, and less often while a storm lasts. */

import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

/**
 * Runs one function at a time, at a pace.
 *
 * #### Notes
 * The first request runs at once. Those within an interval of the last run share one run at its end, and the last
 * request is always followed by a run. While runs report much work, or requests are many, the interval grows, but a pause in the requests
 * ends the wait, so that what is shown is never long behind. Lumino's `Throttler` drops what comes while it runs.
 */
export class Pacer implements IDisposable {
  constructor(options: Pacer.IOptions) {
    this._run = options.run;
    this._isBusy = options.isBusy ?? (() => false);
    this._interval = options.interval;
  }

  /** Milliseconds between two runs. */
  get interval(): number {
    return this._interval;
  }
  set interval(value: number) {
    this._interval = value;
    this.schedule();
  }

  /** Whether the last run reported more than it could handle piece by piece. */
  get isStorm(): boolean {
    return this._storm;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
    this._waiting.splice(0).forEach(waiting => waiting.resolve());
  }

  /** Ask for a run. */
  request(): void {
    const now = performance.now();
    if (now - Math.max(this._requested, this._started) > 2 * this._interval) {
      this._factor = 1;
      this._storm = false;
    }
    this._wanted = true;
    this._requested = now;
    this._requests++;
    this.schedule();
  }

  /** Ask, from within a run, for another one after so many milliseconds. */
  requestIn(delay: number): void {
    this._later = delay;
  }

  /** Run now, or as soon as the present run has ended. Resolves when that is done, and never rejects. */
  now(): Promise<void> {
    if (this._isDisposed) {
      return Promise.resolve();
    }
    const waiting = new PromiseDelegate<void>();
    this._waiting.push(waiting);
    this._forced = true;
    this._wanted = true;
    this.schedule();
    return waiting.promise;
  }

  /** Look again whether it is time: what kept it busy may be over. */
  schedule(): void {
    if (this._running || !this._wanted || this._isDisposed) {
      return;
    }
    clearTimeout(this._timer);
    const delay = this._forced ? 0 : this._due() - performance.now();
    if (delay <= 0) {
      void this._start();
    } else {
      this._timer = setTimeout(() => void this._start(), Math.ceil(delay));
    }
  }

  private _due(): number {
    const earliest = this._started + this._interval;
    let due = earliest;
    if (this._factor > 1) {
      const quiet = Math.min(this._interval, Private.QUIET);
      due = Math.min(
        this._started + this._interval * this._factor,
        Math.max(earliest, this._requested + quiet)
      );
    }
    return this._isBusy()
      ? Math.max(due, this._requested + this._interval)
      : due;
  }

  private async _start(): Promise<void> {
    const waiting = this._waiting.splice(0);
    this._running = true;
    this._wanted = false;
    this._forced = false;
    this._later = null;
    const now = performance.now();
    const intervals = Math.max(1, (now - this._started) / this._interval);
    const isDense = this._requests > Private.DENSE * intervals;
    this._requests = 0;
    this._started = now;
    let work: Pacer.Work = 'little';
    try {
      work = await this._run();
    } finally {
      this._running = false;
      this._storm = work === 'storm';
      this._factor =
        work === 'little' && !isDense
          ? 1
          : Math.min(Private.MAX_FACTOR, this._factor * Private.GROWTH);
      waiting.forEach(one => one.resolve());
      if (this._later !== null && !this._wanted && !this._isDisposed) {
        this._timer = setTimeout(() => this.request(), this._later);
      }
      this.schedule();
    }
  }

  private _run: () => Promise<Pacer.Work>;
  private _isBusy: () => boolean;
  private _interval: number;
  private _factor = 1;
  private _storm = false;
  private _running = false;
  private _wanted = false;
  private _forced = false;
  private _later: number | null = null;
  private _started = -Infinity;
  private _requested = -Infinity;
  private _requests = 0;
  private _waiting: PromiseDelegate<void>[] = [];
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

/** A namespace for `Pacer` statics. */
export namespace Pacer {
  /** How much a run found: more than a handful slows the pace. */
  export type Work = 'little' | 'much' | 'storm';

  /** The options of a pacer. */
  export interface IOptions {
    /** What to run. Must not reject. */
    run: () => Promise<Work>;
    /** Milliseconds between two runs. */
    interval: number;
    /** Whether it is better to wait for something, up to an interval. Call `schedule` when it is over. */
    isBusy?: () => boolean;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Milliseconds without a request that end a longer wait. */
  export const QUIET = 500;
  /** Requests an interval that slow the pace: more than all that ten things send that show their progress. */
  export const DENSE = 50;
  export const GROWTH = 4;
  export const MAX_FACTOR = 16;
}
