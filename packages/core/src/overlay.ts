/** What this page expects of entries before the server has confirmed it. */

import { DisposableDelegate } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';

import { countsAsUnread, withState } from './match';
import type { INotification, IStateChange } from './wire';

/** Changes on their way and entries that are about to be deleted, laid over what the server has said. */
export class Overlay {
  /**
   * Show a change until the returned object is disposed, or for a single entry until it is dropped.
   *
   * @param entries - Those of the ids that are known, as the server has them.
   */
  patch(
    ids: Iterable<string>,
    change: IStateChange,
    entries: ReadonlyArray<INotification> = []
  ): Overlay.IPatch {
    const patch = { ids: new Set(ids), change, entries };
    this._patches.add(patch);
    const disposable = new DisposableDelegate(() => {
      this._patches.delete(patch);
    });
    return Object.assign(disposable, {
      drop: (id: string): void => {
        patch.ids.delete(id);
        if (patch.ids.size === 0) {
          disposable.dispose();
        }
      }
    });
  }

  /** Entries with a change on its way: it may bring them into lists that do not have them. */
  get patched(): ReadonlyArray<INotification> {
    return [...this._patches].flatMap(({ ids, entries }) =>
      entries.filter(entry => ids.has(entry.id))
    );
  }

  /** Hide entries until the returned object is disposed. */
  hide(entries: Iterable<INotification>): IDisposable {
    const hidden: Private.Hidden = new Map();
    for (const entry of entries) {
      hidden.set(entry.id, countsAsUnread(entry));
    }
    this._hidden.add(hidden);
    return new DisposableDelegate(() => {
      this._hidden.delete(hidden);
    });
  }

  /** Hide an entry that is deleted, until the returned object is disposed. */
  mask(id: string): IDisposable {
    const hidden: Private.Hidden = new Map([[id, null]]);
    this._hidden.add(hidden);
    return new DisposableDelegate(() => {
      this._hidden.delete(hidden);
    });
  }

  /** The entry as it is to be shown, or null if it is hidden. */
  view(entry: INotification): INotification | null {
    for (const hidden of this._hidden) {
      if (hidden.has(entry.id)) {
        return null;
      }
    }
    let shown = entry;
    for (const patch of this._patches) {
      if (patch.ids.has(entry.id)) {
        shown = withState(shown, patch.change);
      }
    }
    return shown;
  }

  /** Hidden entries that the server still counts as unread. */
  get hiddenUnread(): number {
    const unread = new Set<string>();
    for (const hidden of this._hidden) {
      hidden.forEach((counts, id) => counts && unread.add(id));
    }
    return unread.size;
  }

  /**
   * Stop counting hidden entries, since the server is about to.
   *
   * @returns the ids of those that counted.
   */
  release(ids: Iterable<string>): Set<string> {
    const counted = new Set<string>();
    for (const id of ids) {
      for (const hidden of this._hidden) {
        if (hidden.get(id)) {
          counted.add(id);
          hidden.set(id, null);
        }
      }
    }
    return counted;
  }

  /** The server said something new of entries: hidden ones may count differently now. */
  update(items: Iterable<INotification>, removed: Iterable<string> = []): void {
    for (const hidden of this._hidden) {
      for (const item of items) {
        if (typeof hidden.get(item.id) === 'boolean') {
          hidden.set(item.id, countsAsUnread(item));
        }
      }
      for (const id of removed) {
        if (typeof hidden.get(id) === 'boolean') {
          hidden.set(id, false);
        }
      }
    }
  }

  private _patches = new Set<Private.IPatch>();
  private _hidden = new Set<Private.Hidden>();
}

/** A namespace for `Overlay` statics. */
export namespace Overlay {
  /** A change that is shown. */
  export interface IPatch extends IDisposable {
    /** Show it for this entry no longer. */
    drop(id: string): void;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Ids, and whether the server counts them as unread; null when that is no longer looked at. */
  export type Hidden = Map<string, boolean | null>;

  /** One change on its way. */
  export interface IPatch {
    ids: Set<string>;
    change: IStateChange;
    entries: ReadonlyArray<INotification>;
  }
}
