/** Up to where this page has been told what changed. */

import type { ICursor } from './backend';
import type { IHead } from './wire';

/** A cursor that begins with whatever is heard first, and is never ahead of what was told. */
export class Position {
  /** The cursor, or null before the first. */
  get cursor(): ICursor | null {
    return this._cursor;
  }

  /** From where to ask; of no store, so that the answer is to read again, if that is not known. */
  get asked(): ICursor {
    return this._cursor ?? Private.NOWHERE;
  }

  /**
   * Begin here, or further back than it began.
   *
   * @returns whether it was set back.
   *
   * #### Notes
   * What is heard first may be later than a page that was read before and is still on its way. What came between the two
   * is in neither, and would never be asked for.
   */
  begin({ epoch, seq }: ICursor): boolean {
    const start = this._start;
    const isBack =
      start !== null &&
      this._cursor?.epoch === epoch &&
      start.epoch === epoch &&
      seq < start.seq;
    if (!this._cursor || isBack) {
      this._cursor = this._start = { epoch, seq };
    }
    return isBack;
  }

  /** Everything up to here has been told, or is about to be read again. */
  move({ epoch, seq }: ICursor): void {
    this._cursor = { epoch, seq };
  }

  /** The server will not go on from here. Not forgotten: the next hint would take its place. */
  lose(): void {
    this._cursor = Private.NOWHERE;
  }

  /** Whether the server has said that there is more. */
  isBehind(head: IHead | null): boolean {
    const { epoch, seq } = this.asked;
    return head !== null && (epoch !== head.epoch || seq < head.seq);
  }

  private _cursor: ICursor | null = null;
  private _start: ICursor | null = null;
}

/** A namespace for private data. */
namespace Private {
  /** A cursor of no store. */
  export const NOWHERE: ICursor = { epoch: '', seq: '' };
}
