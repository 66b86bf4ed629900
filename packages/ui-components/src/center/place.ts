/** Where the popup stands: at its badge, inside the window; in a narrow one, as a sheet over its whole width. */

import type { BadgePlacement } from '../interfaces';

/** Up to this width of the window, in pixels, the popup is a sheet. */
const NARROW = 480;
const WIDTH = 400;
const HEIGHT = 640;
const MARGIN = 8;
/** What stays visible of the app above or below, in pixels. */
const REST = 64;

/**
 * Place a popup, in pixels from the window's left and top.
 *
 * @param anchor - The badge's rectangle.
 *
 * #### Notes
 * The height is fixed, so that the tabs stay where they are when the list changes.
 */
export function place(
  node: HTMLElement,
  anchor: DOMRect,
  placement: BadgePlacement
): void {
  const { innerWidth, innerHeight } = window;
  const isSheet = innerWidth <= NARROW;
  const isBelow = placement === 'header';
  const width = isSheet ? innerWidth : Math.min(WIDTH, innerWidth - 2 * MARGIN);
  const room = isBelow
    ? innerHeight - anchor.bottom - (isSheet ? 0 : MARGIN)
    : anchor.top - (isSheet ? 0 : MARGIN);
  const height = isSheet
    ? room
    : Math.min(HEIGHT, innerHeight - REST, Math.max(room, 200));
  // At the badge's outer edge: the right one in most cases, the left one if the badge is in the left half.
  const isLeft = (anchor.left + anchor.right) / 2 < innerWidth / 2;
  const wanted = isLeft ? anchor.left : anchor.right - width;
  const left = isSheet
    ? 0
    : Math.min(Math.max(wanted, MARGIN), innerWidth - width - MARGIN);
  const top = isBelow ? anchor.bottom : anchor.top - height;
  Object.assign(node.style, {
    left: `${left}px`,
    top: `${Math.max(0, top)}px`,
    width: `${width}px`,
    height: `${height}px`
  });
}
