/** Sends requests in an order that keeps: those about one entry after each other, those about many a few at once. */

/**
 * The requests about each entry.
 *
 * #### Notes
 * Requests overtake each other on their way.
 */
export class Turns {
  /** Send what changes one entry, once all that was asked for before was answered. */
  async take<T>(id: string, send: () => Promise<T>): Promise<T> {
    const before = this._last.get(id);
    const answer = before ? before.then(send, send) : send();
    this._last.set(id, answer);
    try {
      return await answer;
    } finally {
      if (this._last.get(id) === answer) {
        this._last.delete(id);
      }
    }
  }

  /** The last request about each entry that is on its way. */
  private _last = new Map<string, Promise<unknown>>();
}

/** A namespace for `Turns` statics. */
export namespace Turns {
  /** Requests on their way at once. */
  export const PARALLEL = 4;

  /** Run it for all, a few at once. Never rejects: the outcomes say how it went, in order. */
  export async function forEach<T>(
    ids: ReadonlyArray<string>,
    run: (id: string) => Promise<T>,
    parallel = PARALLEL
  ): Promise<PromiseSettledResult<T>[]> {
    const outcomes: PromiseSettledResult<T>[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < ids.length) {
        const place = next++;
        [outcomes[place]] = await Promise.allSettled([run(ids[place])]);
      }
    };
    const workers = Math.min(parallel, ids.length);
    await Promise.all(Array.from({ length: workers }, work));
    return outcomes;
  }
}
