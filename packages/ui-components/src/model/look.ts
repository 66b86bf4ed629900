/** What is shown at one moment, worked out again only where something of it is another. */

import type { INotification } from '@jupyter-notifications/core';

import { Folds } from './groups';
import type { Hold } from './hold';
import type { IPageEntry } from '../interfaces';
import { arrange } from './rows';
import type { Row } from './rows';
import { byWaking } from './waking';

/** What is shown at one moment. */
export interface ILook {
  /** The entries that do not wait. */
  readonly entries: ReadonlyArray<INotification>;
  readonly rows: ReadonlyArray<Row>;
}

/** What makes it. */
export interface IScene {
  /** The newest arrival first. */
  readonly items: ReadonlyArray<INotification>;
  readonly pages: ReadonlyArray<IPageEntry>;
  /** What sleeps is neither new nor does it arrive: it stands in the order in which it wakes. */
  readonly isAsleep: boolean;
  readonly hold: Hold | null;
  /** As for `arrange`. */
  readonly seen: string;
  /** As for `arrange`. */
  readonly closed: number;
}

/**
 * Looks at a list.
 *
 * #### Notes
 * As long as nothing changes it gives the same arrays, so that whoever draws them sees that there is nothing to do.
 */
export class Looker {
  /** What is shown. */
  look(scene: IScene): ILook {
    const last = this._last;
    if (!last || !Private.same(last.scene, scene)) {
      const { items, pages, isAsleep, hold, closed } = scene;
      const entries = isAsleep
        ? byWaking(items)
        : (hold?.arrange(items) ?? items);
      const seen = isAsleep ? '\uffff' : scene.seen;
      const folds = this._folds;
      const rows = arrange(entries, pages, { seen, closed, folds });
      this._last = { scene, look: { entries, rows } };
    }
    return this._last!.look;
  }

  /** Unfold a group, or fold it. */
  toggle(key: string): void {
    this._folds.toggle(key);
    this._last = null;
  }

  private readonly _folds = new Folds();
  private _last: { scene: IScene; look: ILook } | null = null;
}

/** A namespace for private functions. */
namespace Private {
  /** Whether it would look the same. */
  export function same(a: IScene, b: IScene): boolean {
    return (
      a.items === b.items &&
      a.isAsleep === b.isAsleep &&
      a.hold === b.hold &&
      a.seen === b.seen &&
      a.closed === b.closed &&
      a.pages.length === b.pages.length &&
      a.pages.every((page, index) => page === b.pages[index])
    );
  }
}
