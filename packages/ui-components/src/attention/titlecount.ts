/** The count before the page's title: `(3) Untitled.ipynb`. */

import { CountMark } from './countmark';

/**
 * Writes the count before whatever the application makes the title.
 *
 * #### Notes
 * The application writes its titles whole, and so without our count: then it is put there again. What it wrote is never
 * changed behind the count, and stands there alone when this is disposed.
 */
export class TitleCount extends CountMark {
  constructor() {
    super({ childList: true, characterData: true });
  }

  protected override show(): void {
    const { title } = document;
    const isOurs = this._prefix !== '' && title.startsWith(this._prefix);
    const plain = isOurs ? title.slice(this._prefix.length) : title;
    this._prefix = Private.prefix(this.count);
    if (title !== this._prefix + plain) {
      document.title = this._prefix + plain;
    }
  }

  private _prefix = '';
}

/** A namespace for private data. */
namespace Private {
  const MOST = 99;

  export function prefix(count: number): string {
    return count <= 0 ? '' : `(${count > MOST ? `${MOST}+` : count}) `;
  }
}
