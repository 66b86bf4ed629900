/** One of the application's notifications on its way to the inbox: its newest state, at most once a second. */

import { RefusedError } from '@jupyter-notifications/core';
import type { INotifications } from '@jupyter-notifications/core';
import type { Notification } from '@jupyterlab/apputils';
import { UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import type { Budget } from './budget';
import { toDraft } from './captured';

/** A notification, and the entry that stands for it; sent from when it is first updated. */
export class Outgoing implements IDisposable {
  constructor(latest: Notification.INotification, options: Outgoing.IOptions) {
    this._latest = latest;
    this._options = options;
  }

  /** As it is now. */
  get latest(): Notification.INotification {
    return this._latest;
  }

  /** Whether the inbox has it as it was sent last. */
  get isKept(): boolean {
    return this._isKept;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** It is like this now. */
  update(latest: Notification.INotification): void {
    this._latest = latest;
    if (this._sent && this._sent.type !== latest.type) {
      // What ends is told at once.
      this._clearTimer();
    }
    void this._send();
  }

  /** The server is back: send what could not be sent. */
  retry(): void {
    if (this._isStuck) {
      this._isStuck = false;
      void this._send();
    }
  }

  /** It was dismissed. Its entry stays, unless it speaks of what goes on. */
  end(): void {
    this._isGone = true;
    this._clearTimer();
    if (
      !this._isSending &&
      this._entry !== null &&
      this._sent?.type === 'in-progress'
    ) {
      this._options.notifications.remove(this._entry).catch(() => undefined);
    }
  }

  /** Send no more; its entry stays as it is. */
  dispose(): void {
    this._isDisposed = true;
    this._clearTimer();
  }

  private async _send(): Promise<void> {
    if (this._isSending || this._timer !== undefined || this._isGone) {
      return;
    }
    const { notifications, source, budget, onSent } = this._options;
    const latest = this._latest;
    const draft = toDraft(latest, source);
    const said = JSON.stringify(draft);
    if (said === this._said) {
      return;
    }
    if (this._sent && !budget.take()) {
      this._sendIn(Private.PAUSE_MS);
      return;
    }
    this._isSending = true;
    let pause: number | null = Private.PAUSE_MS;
    try {
      const isBusy = latest.type === 'in-progress';
      const { id } = await notifications.notify({
        ...draft,
        event_id: UUID.uuid4(),
        ...(isBusy ? { expires_at: Private.whenForgotten() } : {})
      });
      this._entry = id;
      this._sent = latest;
      this._said = said;
      this._isKept = true;
    } catch (error) {
      // In the page it is seen as it is now.
      this._isKept = false;
      const { retryAfter = null } = error as Partial<RefusedError>;
      if (retryAfter !== null) {
        pause = 1000 * retryAfter;
      } else {
        pause = null;
        this._isStuck = !(error instanceof RefusedError);
      }
    }
    this._isSending = false;
    if (this._isDisposed) {
      return;
    }
    onSent();
    if (this._isGone) {
      this.end();
    } else if (pause !== null) {
      const hasEnded = this._isKept && this._latest.type !== this._sent?.type;
      this._sendIn(hasEnded ? 0 : pause);
    }
  }

  private _sendIn(delay: number): void {
    this._timer = setTimeout(() => {
      this._timer = undefined;
      void this._send();
    }, delay);
  }

  private _clearTimer(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
  }

  /** The id of the entry. */
  private _entry: string | null = null;
  private _isDisposed = false;
  /** Whether it was dismissed. */
  private _isGone = false;
  private _isKept = false;
  private _isSending = false;
  /** Whether it waits for the server to come back. */
  private _isStuck = false;
  private _latest: Notification.INotification;
  private readonly _options: Outgoing.IOptions;
  /** What was sent last. */
  private _said: string | null = null;
  /** As it was sent last. */
  private _sent: Notification.INotification | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/** A namespace for `Outgoing` statics. */
export namespace Outgoing {
  /** What all that is sent has in common. */
  export interface IOptions {
    readonly notifications: INotifications;
    /** The name of the application. */
    readonly source: string;
    /** How much may be sent. */
    readonly budget: Budget;
    /** Called when the server has answered, or has not: `isKept` may be another. */
    readonly onSent: () => void;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Milliseconds between two updates of one entry. */
  export const PAUSE_MS = 1000;
  /** Milliseconds after which nobody hears any more of what goes on: its page was closed. */
  const FORGOTTEN_MS = 3600_000;

  export function whenForgotten(): string {
    return new Date(Date.now() + FORGOTTEN_MS).toISOString();
  }
}
