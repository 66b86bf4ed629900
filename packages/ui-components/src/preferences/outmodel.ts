/** What the form knows of the ways out: asked for, kept up to date while it is seen, and changed one thing at a time. */

import type {
  IDeliveries,
  IDelivery,
  IDeliveryChange,
  IDeliveryRule,
  IDeliveryTest,
  IFault,
  INotifications
} from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

/** Channels, rules and the last deliveries. */
export class OutModel implements IDisposable {
  /**
   * @param notifications - The inbox whose server sends.
   *
   * @param isSeen - Whether anybody looks: otherwise nothing is asked for by itself.
   */
  constructor(notifications: INotifications, isSeen: () => boolean) {
    this._notifications = notifications;
    this._isSeen = isSeen;
    notifications.changed.connect(this._onArrival, this);
    void this.refresh();
  }

  /** Emitted when anything below changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** All as it was last heard; null before. */
  get value(): IDeliveries | null {
    return this._value;
  }

  /** Whether the server did not answer the last question. */
  get hasFailed(): boolean {
    return this._hasFailed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._timer);
      Signal.clearData(this);
    }
  }

  /** Ask again. Never rejects: `hasFailed` says how it went. */
  async refresh(): Promise<void> {
    const changes = this._changes;
    try {
      const value = await (await this._delivery()).fetch();
      // What was asked before a change may be older than that.
      if (changes === this._changes) {
        this._set(value, false);
      } else {
        this._askLater(Private.SOON_MS);
      }
    } catch (reason) {
      if (!this._hasFailed) {
        console.warn('Where notifications go is not known:', reason);
      }
      this._set(this._value, true);
    }
  }

  /**
   * Change something, after what is being changed already.
   *
   * @param make - Says what, given all as it is then: another tab may have changed it meanwhile.
   */
  change(make: (latest: IDeliveries) => IDeliveryChange): Promise<void> {
    const turn = this._turn.then(async () => {
      const delivery = await this._delivery();
      const latest = await delivery.fetch();
      this._changes++;
      this._set(await delivery.change(make(latest)), false);
      this._changes++;
    });
    this._turn = turn.catch(() => undefined);
    return turn;
  }

  /** Replace the owner's rule of a name, add one (`name` null), or take one away (`rule` null). */
  async saveRule(
    name: string | null,
    rule: (latest: IDeliveryRule | undefined) => IDeliveryRule | null
  ): Promise<void> {
    let index = 0;
    try {
      await this.change(({ rules }) => {
        const own = rules.filter(one => !one.fixed);
        const at = own.findIndex(one => one.name === name);
        index = at < 0 ? own.length : at;
        const changed = rule(own[at]);
        own.splice(index, 1, ...(changed ? [changed] : []));
        return { rules: own };
      });
    } catch (reason) {
      throw new FieldFaults(reason, `/rules/${index}/`);
    }
  }

  /** Send a test message. */
  async test(channel: string): Promise<IDeliveryTest> {
    return (await this._delivery()).test(channel);
  }

  private async _delivery(): Promise<IDelivery> {
    const delivery = await this._notifications.delivery?.();
    if (!delivery) {
      throw new Error('There is no server that sends anything');
    }
    return delivery;
  }

  private _set(value: IDeliveries | null, hasFailed: boolean): void {
    if (this._isDisposed) {
      return;
    }
    this._value = value;
    this._hasFailed = hasFailed;
    this._changed.emit();
    this._askLater(Private.pause(value, Date.now()));
  }

  /** What arrives may be on its way out, too. */
  private _onArrival(): void {
    this._askLater(Private.SOON_MS);
  }

  private _askLater(pause: number): void {
    clearTimeout(this._timer);
    if (this._isDisposed) {
      return;
    }
    this._timer = setTimeout(() => {
      if (this._isSeen()) {
        void this.refresh();
      } else {
        this._askLater(Private.RARELY_MS);
      }
    }, pause);
  }

  private _changed = new Signal<this, void>(this);
  private _changes = 0;
  private _hasFailed = false;
  private _isDisposed = false;
  private readonly _isSeen: () => boolean;
  private readonly _notifications: INotifications;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _turn: Promise<unknown> = Promise.resolve();
  private _value: IDeliveries | null = null;
}

/** What was refused, by the fields that it is about. */
export class FieldFaults extends Error {
  /**
   * @param reason - What the server was asked threw.
   *
   * @param prefix - The beginning of the JSON Pointers to the fields.
   */
  constructor(reason: unknown, prefix: string) {
    super(reason instanceof Error ? reason.message : String(reason));
    this.name = 'FieldFaults';
    const { errors = [] } = (reason ?? {}) as { errors?: IFault[] };
    for (const { path, message } of errors) {
      if (path.startsWith(prefix)) {
        this.fields[path.slice(prefix.length).split('/')[0]] ??= message;
      }
    }
  }

  /** What is wrong, by field; empty if no field is to blame. */
  readonly fields: Record<string, string> = {};
}

/** A namespace for private data. */
namespace Private {
  export const SOON_MS = 700;
  export const RARELY_MS = 20_000;

  /** Milliseconds until it is worth asking again. */
  export function pause(value: IDeliveries | null, now: number): number {
    const next = (value?.recent ?? [])
      .filter(one => one.state === 'waiting')
      .map(one => Date.parse(one.next_at ?? '') - now + SOON_MS)
      .filter(Number.isFinite);
    return Math.max(1500, Math.min(RARELY_MS, ...next));
  }
}
