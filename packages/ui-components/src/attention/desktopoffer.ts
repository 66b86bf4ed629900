/** Desktop notifications as they are offered: asked for by a click, refused for good by another. */

import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { From } from './noise';
import { followPermission, permission, requestPermission } from './permission';
import type { DesktopPermission, IDesktopOffer } from '../interfaces';

/** The offer, and what became of it. */
export class DesktopOffer implements IDesktopOffer, IDisposable {
  constructor(options: DesktopOffer.IOptions) {
    this._options = options;
    this._key = `${options.name}:desktop-offer`;
    this._unfollow = followPermission(() => this.refresh());
  }

  get permission(): DesktopPermission {
    return permission();
  }

  /** Whether something is told on the desktop: it is allowed, and wanted. */
  get isOn(): boolean {
    return this.permission === 'granted' && this._options.from() !== 'never';
  }

  get isOpen(): boolean {
    if (this._wasRefused) {
      return this.permission === 'denied';
    }
    return (
      this.permission === 'default' &&
      this._options.from() !== 'never' &&
      !this._isDismissed()
    );
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  async enable(): Promise<DesktopPermission> {
    const answer = await requestPermission();
    if (answer === 'granted' && this._options.from() === 'never') {
      await this._options.switchOn?.();
    }
    this._wasRefused = answer === 'denied';
    this.refresh();
    return answer;
  }

  dismiss(): void {
    this._wasRefused = false;
    this._dismissed = true;
    try {
      window.localStorage.setItem(this._key, 'dismissed');
    } catch {
      // A browser may forbid storage; then it lasts as long as the page.
    }
    this.refresh();
  }

  /** Say that something changed. */
  refresh(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._unfollow();
    Signal.clearData(this);
  }

  private _isDismissed(): boolean {
    try {
      return this._dismissed || window.localStorage.getItem(this._key) !== null;
    } catch {
      return this._dismissed;
    }
  }

  private readonly _options: DesktopOffer.IOptions;
  private readonly _key: string;
  private readonly _unfollow: () => void;
  private _dismissed = false;
  private _wasRefused = false;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}

/** A namespace for `DesktopOffer` statics. */
export namespace DesktopOffer {
  /** What it is made with. */
  export interface IOptions {
    /** The same in every tab of a server, and in no other. */
    readonly name: string;
    /** From which priority on the user wants to be told on the desktop. */
    readonly from: () => From;
    /** Changes the user's setting, if it was never. */
    readonly switchOn?: () => Promise<void>;
  }
}
