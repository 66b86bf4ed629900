/** Desktop notifications as they are offered: asked for by a click, refused for good by another. */

import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { From } from './noise';
import { followPermission, permission, requestPermission } from './permission';
import type { DesktopPermission, IDesktopOffer } from '../interfaces';

/**
 * The offer, and what became of it.
 *
 * #### Notes
 * It is made when there was something to tell for the first time, not before: then it explains itself.
 */
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
      this._stage === 'open'
    );
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** There is something to tell: make the offer, unless it was dismissed. */
  open(): void {
    if (this._stage === null) {
      this._stage = 'open';
      this.refresh();
    }
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
    this._stage = 'dismissed';
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

  /** How far the offer has come, in all tabs of this browser; null before there was something to tell. */
  private get _stage(): string | null {
    try {
      return window.localStorage.getItem(this._key);
    } catch {
      // A browser may forbid storage; then it lasts as long as the page.
      return this._fallback;
    }
  }
  private set _stage(value: 'open' | 'dismissed') {
    this._fallback = value;
    try {
      window.localStorage.setItem(this._key, value);
    } catch {
      // See above.
    }
  }

  private readonly _options: DesktopOffer.IOptions;
  private readonly _key: string;
  private readonly _unfollow: () => void;
  private _fallback: string | null = null;
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
