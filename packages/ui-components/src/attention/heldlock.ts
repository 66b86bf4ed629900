/** A lock that the tabs of one browser share, held as long as it is wanted. */

import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

/**
 * A Web Lock that is wanted, or not.
 *
 * #### Notes
 * Whoever wants it waits in line. Whoever takes it from another puts that one back into the line. A tab that is closed, or
 * that crashes, loses it: the browser sees to that.
 */
export class HeldLock implements IDisposable {
  constructor(locks: LockManager, name: string) {
    this._locks = locks;
    this._name = name;
  }

  /** Whether it is ours now. */
  get isHeld(): boolean {
    return this._claim?.isHeld ?? false;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Stand in line for it, or take it from whoever has it. */
  want(steal = false): void {
    if (this._isDisposed || this.isHeld || (this._claim && !steal)) {
      return;
    }
    this.drop();
    const claim: Private.IClaim = {
      isHeld: false,
      waiting: new AbortController(),
      released: new PromiseDelegate()
    };
    this._claim = claim;
    const options = steal ? { steal: true } : { signal: claim.waiting.signal };
    void this._locks
      .request(this._name, options, () => {
        if (this._claim !== claim) {
          return;
        }
        claim.isHeld = true;
        return claim.released.promise;
      })
      .catch(() => this._onRefused(claim));
  }

  /** Give it back, or leave the line. */
  drop(): void {
    const claim = this._claim;
    this._claim = null;
    claim?.waiting.abort();
    claim?.released.resolve();
  }

  dispose(): void {
    this.drop();
    this._isDisposed = true;
  }

  private _onRefused(claim: Private.IClaim): void {
    if (this._claim !== claim) {
      return;
    }
    this._claim = null;
    if (claim.isHeld) {
      // Another tab took it. What was never given is refused for good.
      this.want();
    }
  }

  private readonly _locks: LockManager;
  private readonly _name: string;
  private _claim: Private.IClaim | null = null;
  private _isDisposed = false;
}

/** A namespace for private data. */
namespace Private {
  /** That it is wanted. */
  export interface IClaim {
    isHeld: boolean;
    readonly waiting: AbortController;
    readonly released: PromiseDelegate<void>;
  }
}
