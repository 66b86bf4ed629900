/** The center of this page for those who tell of entries outside it: what is seen in it already, and the way in. */

import type { ICenterDoor } from '../attention/follow';
import type { CenterModel } from '../model/centermodel';

/**
 * The center of a page, in the popup or in the panel.
 *
 * #### Notes
 * That a center is open does not mean that an entry is seen in it: another tab may be chosen, a search or a filter may
 * leave it out, its group may be folded, and while the list is hovered or scrolled what arrives waits.
 */
export class CenterDoor implements ICenterDoor {
  constructor(bell: CenterDoor.IBell) {
    this._bell = bell;
  }

  /** The panel that was made last. */
  panel: CenterDoor.IPanel | null = null;

  get active(): boolean {
    return this._bell.active;
  }

  shows(id: string): boolean {
    return this._seen.some(
      ({ model }) =>
        model !== null &&
        !model.isHelpOpen &&
        model.rows.some(row => row.kind === 'inbox' && row.entry.id === id)
    );
  }

  open(id?: string): void {
    const seen = this._seen;
    if (seen.length === 0) {
      this._bell.toggle();
    }
    for (const { model } of seen) {
      if (model) {
        Private.reveal(model, id);
      }
    }
  }

  /** The centers in view: one at most, except for a moment. */
  private get _seen(): CenterDoor.ICenter[] {
    const { popup } = this._bell.badge;
    const { panel } = this;
    return [
      ...(popup.isOpen ? [popup.center] : []),
      ...(panel?.isSeen ? [panel.center] : [])
    ];
  }

  private readonly _bell: CenterDoor.IBell;
}

/** A namespace for `CenterDoor` statics. */
export namespace CenterDoor {
  /** A center, which shows nothing until its code is there. */
  export interface ICenter {
    readonly model: CenterModel | null;
  }

  /** The popup, and how it is opened, or the panel where that is preferred. */
  export interface IBell {
    /** Whether there is a bell to open a center from. */
    readonly active: boolean;
    readonly badge: {
      readonly popup: { readonly isOpen: boolean; readonly center: ICenter };
    };
    toggle(): void;
  }

  /** The panel. */
  export interface IPanel {
    readonly isSeen: boolean;
    readonly center: ICenter;
  }
}

/** A namespace for private functions. */
namespace Private {
  /** Leave what hides an entry, or the newest, and bring the focus to it. */
  export function reveal(model: CenterModel, id: string | undefined): void {
    const { filter } = model;
    if (model.isHelpOpen) {
      model.isHelpOpen = false;
    }
    if (filter.tab !== 'all' || Object.keys(filter.narrowed).length > 0) {
      filter.reset();
      filter.widen();
    }
    model.hold(false);
    model.focusRow(id ?? model.rows[0]?.key ?? '');
  }
}
