/** The count before the page's title: `(3) Untitled.ipynb`. */

import type { ICountMark } from './countmark';

/**
 * Writes the count before whatever the application makes the title.
 *
 * #### Notes
 * The application writes its titles whole, and so without our count: then it is put there again. What it wrote is never
 * changed behind the count, and stands there alone when this is disposed.
 */
export class TitleCount implements ICountMark {
  constructor() {
    this._observer.observe(document.head, {
      childList: true,
      characterData: true,
      subtree: true
    });
  }

  get count(): number {
    return this._count;
  }
  set count(value: number) {
    this._count = value;
    this._write();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._observer.disconnect();
    this._count = 0;
    this._write();
  }

  private _write(): void {
    const { title } = document;
    const isOurs = this._prefix !== '' && title.startsWith(this._prefix);
    const plain = isOurs ? title.slice(this._prefix.length) : title;
    this._prefix = Private.prefix(this._count);
    if (title !== this._prefix + plain) {
      document.title = this._prefix + plain;
    }
  }

  private readonly _observer = new MutationObserver(() => this._write());
  private _prefix = '';
  private _count = 0;
  private _isDisposed = false;
}

/** A namespace for private data. */
namespace Private {
  const MOST = 99;

  export function prefix(count: number): string {
    return count <= 0 ? '' : `(${count > MOST ? `${MOST}+` : count}) `;
  }
}
