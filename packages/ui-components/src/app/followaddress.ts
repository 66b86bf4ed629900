/** Goes to the cell that the page's own address names, once the notebook is in front. */

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { isDocument, showCell } from './showcell';

/** The part of a shell that tells which document is in front, and when that changes. */
export interface IFollowedShell {
  readonly currentWidget: unknown;
  readonly currentChanged?: ISignal<unknown, unknown>;
}

/** What the address of a page names. */
export interface IAddress {
  readonly path: string;
  readonly cell: string;
}

/**
 * The notebook and the cell of an address, as `IDocuments.url` makes them.
 *
 * @returns null if it names none.
 */
export function readAddress(
  location: Pick<Location, 'pathname' | 'hash'>,
  baseUrl: string
): IAddress | null {
  const base = new URL(baseUrl, window.location.href).pathname;
  const [, cell] = /^#cell-id=(.+)$/.exec(location.hash) ?? [];
  const [, path] =
    /^(?:(?:lab|doc)(?:\/workspaces\/[^/]+)?\/tree|notebooks)\/(.+)$/.exec(
      location.pathname.slice(base.length)
    ) ?? [];
  if (!cell || !path || !location.pathname.startsWith(base)) {
    return null;
  }
  try {
    return { path: decodeURIComponent(path), cell: decodeURIComponent(cell) };
  } catch {
    return null;
  }
}

/**
 * Go to the cell of an address, once.
 *
 * #### Notes
 * The applications do that themselves only for a notebook that is there already when the address is read, which at the
 * start of a page it seldom is.
 */
export function followAddress(
  address: IAddress,
  shell: IFollowedShell,
  trans: TranslationBundle
): void {
  // What the signal is connected with, and cleared by.
  const follower = {};
  const look = (): void => {
    const { currentWidget } = shell;
    if (
      !isDocument(currentWidget) ||
      currentWidget.context.path !== address.path
    ) {
      return;
    }
    Signal.disconnectReceiver(follower);
    void showCell(currentWidget, address.cell).then(isThere => {
      if (!isThere) {
        Notification.warning(
          trans.__('The cell is not in “%1” any more.', address.path),
          { autoClose: 8000 }
        );
      }
    });
  };
  shell.currentChanged?.connect(look, follower);
  look();
}
