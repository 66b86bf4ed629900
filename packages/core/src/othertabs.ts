/** Tells the other tabs of this browser, of either application, what a hint of the server may not tell. */

import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

/**
 * A word from tab to tab of one server.
 *
 * #### Notes
 * That the preferences changed is told by the server with a head that moves while no entry changes. If an entry changes in
 * the same moment nobody can see that, so whoever made the change also says it here. Where there is no `BroadcastChannel`
 * nothing is said.
 */
export class OtherTabs implements IDisposable {
  /**
   * @param baseUrl - The address of the server.
   */
  constructor(baseUrl: string) {
    if (typeof BroadcastChannel !== 'undefined') {
      this._channel = new BroadcastChannel(`jupyter-notifications:${baseUrl}`);
      this._channel.onmessage = () => this._told.emit();
    }
  }

  /** Emitted when another tab said that something changed. */
  get told(): ISignal<this, void> {
    return this._told;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Say to the others that something changed. */
  tell(): void {
    this._channel?.postMessage('changed');
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._channel?.close();
    this._channel = null;
    Signal.clearData(this);
  }

  private _channel: BroadcastChannel | null = null;
  private _isDisposed = false;
  private _told = new Signal<this, void>(this);
}
