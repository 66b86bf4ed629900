/** What the tabs of this browser have told already, so that none tells it again: after a reload, or after another tab. */

import type { INotification } from '@jupyter-notifications/core';

/** A memory that the tabs share. */
export class Told {
  /**
   * @param name - The same in every tab of a server, and in no other.
   * @param locks - Null where there are none: then two tabs that tell in the same instant may both do so.
   */
  constructor(name: string, locks: LockManager | null) {
    this._name = `${name}:told`;
    this._locks = locks;
  }

  /** Those of the entries that nobody has told yet, as they are now; from now on they are told. */
  async claim(entries: ReadonlyArray<INotification>): Promise<INotification[]> {
    const claim = (): INotification[] => {
      const told = this._read();
      const fresh = entries.filter(entry => !told.includes(Private.key(entry)));
      this._write([...told, ...fresh.map(Private.key)]);
      return fresh;
    };
    return this._locks ? this._locks.request(this._name, claim) : claim();
  }

  private _read(): string[] {
    try {
      const kept: unknown = JSON.parse(
        window.localStorage.getItem(this._name) ?? '[]'
      );
      return Array.isArray(kept)
        ? kept.filter(one => typeof one === 'string')
        : [];
    } catch {
      // Forbidden, or written by somebody else.
      return this._fallback;
    }
  }

  private _write(told: string[]): void {
    this._fallback = told.slice(-Private.MOST);
    try {
      window.localStorage.setItem(this._name, JSON.stringify(this._fallback));
    } catch {
      // Forbidden or full: it lasts as long as the page.
    }
  }

  private readonly _name: string;
  private readonly _locks: LockManager | null;
  private _fallback: string[] = [];
}

/** A namespace for private data. */
namespace Private {
  /** How many are remembered. */
  export const MOST = 200;

  /** An entry with what it says: an update by key is told anew, a change of state is not. */
  export function key(entry: INotification): string {
    return `${entry.id} ${entry.arrived} ${entry.updated}`;
  }
}
