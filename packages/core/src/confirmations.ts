/** Own changes that were answered, until the lists have surely been told of them. */

/**
 * Waits for what was asked after an answer.
 *
 * #### Notes
 * An answer to an own change does not say where it stands among the changes that are asked for. Only an answer to a
 * question that was asked after it surely contains it.
 */
export class Confirmations {
  /** Whether anything waits. */
  get isEmpty(): boolean {
    return this._waiting.length === 0;
  }

  /** Do something once a question that is asked from now on was answered. */
  add(done: () => void): void {
    this._waiting.push({ done, asked: this._asked });
  }

  /** A question is asked. Returns its number. */
  ask(): number {
    return ++this._asked;
  }

  /** The question of this number was answered, to the end. Returns whether that was waited for. */
  answered(question: number): boolean {
    const done = this._waiting.filter(one => one.asked < question);
    this._waiting = this._waiting.filter(one => one.asked >= question);
    done.forEach(one => one.done());
    return done.length > 0;
  }

  private _asked = 0;
  private _waiting: Private.IWaiting[] = [];
}

/** A namespace for private data. */
namespace Private {
  /** An own change that was answered. */
  export interface IWaiting {
    done: () => void;
    /** How many questions had been asked by then. */
    asked: number;
  }
}
