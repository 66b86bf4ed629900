/** How much may be sent: a few at once, and then one after the other. */

/** Tokens that come back with time. */
export class Budget {
  /** Take one, if there is one left. */
  take(): boolean {
    const now = performance.now();
    const back = ((now - this._since) / 1000) * Private.A_SECOND;
    this._left = Math.min(Private.AT_ONCE, this._left + back);
    this._since = now;
    if (this._left < 1) {
      return false;
    }
    this._left--;
    return true;
  }

  private _left = Private.AT_ONCE;
  private _since = performance.now();
}

/** A namespace for private data. */
namespace Private {
  export const AT_ONCE = 20;
  export const A_SECOND = 1;
}
