/** Something in the page's head that shows the count, and is put right whenever the application writes there. */

import type { IDisposable } from '@lumino/disposable';

/** What every such mark has in common. */
export abstract class CountMark implements IDisposable {
  /**
   * @param watch - What of the head to look at.
   */
  constructor(watch: MutationObserverInit) {
    this._observer = new MutationObserver(() => this.show());
    this._observer.observe(document.head, { ...watch, subtree: true });
  }

  /** How many; nothing is shown of 0. */
  get count(): number {
    return this._count;
  }
  set count(value: number) {
    this._count = value;
    this.show();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Leave the head as the application has it. */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._observer.disconnect();
    this.count = 0;
  }

  /** Show the count, if it is not shown. */
  protected abstract show(): void;

  private _count = 0;
  private _isDisposed = false;
  private readonly _observer: MutationObserver;
}
