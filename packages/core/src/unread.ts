/** The unread count: what the server said last, and what this page's own changes will make of it. */

import type { IHead } from './wire';

/**
 * Keeps the count steady while own changes travel.
 *
 * #### Notes
 * A hint may or may not contain a change whose answer is still on its way, and does not say so. It is taken to contain
 * as many of them, oldest first, as explain its count; else none. An answer that is known to be later than the change
 * (`settle`) puts it right.
 */
export class UnreadCount {
  /** The count to show. */
  get value(): number {
    const expected = this._expected.reduce((sum, one) => sum + one.delta, 0);
    return Math.max(0, (this._head?.unread ?? 0) + expected);
  }

  /** Where the inbox stood when the server last said so, or null. */
  get head(): IHead | null {
    return this._head;
  }

  /**
   * Take what the server says.
   *
   * @returns whether it is news: not older than what is known.
   */
  accept({ epoch, seq, unread }: IHead): boolean {
    const last = this._head;
    if (last && last.epoch === epoch && seq < last.seq) {
      return false;
    }
    if (last && last.epoch === epoch) {
      let explained = last.unread;
      for (let i = 0; i < this._expected.length; i++) {
        explained += this._expected[i].delta;
        if (explained === unread) {
          this._expected.splice(0, i + 1);
          break;
        }
      }
    } else {
      this._expected = [];
    }
    this._head = { epoch, seq, unread };
    return true;
  }

  /** A change of this page will move the count by so many. */
  expect(delta: number): UnreadCount.IExpected {
    const expected = { delta };
    if (delta !== 0) {
      this._expected.push(expected);
    }
    return expected;
  }

  /** The change failed, or what the server said since contains it. */
  settle(expected: UnreadCount.IExpected): void {
    this._expected = this._expected.filter(one => one !== expected);
  }

  private _head: IHead | null = null;
  private _expected: UnreadCount.IExpected[] = [];
}

/** A namespace for `UnreadCount` statics. */
export namespace UnreadCount {
  /** A change on its way. */
  export interface IExpected {
    readonly delta: number;
  }
}
