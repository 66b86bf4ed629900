/** The application's menus, as a keyboard goes through them. */

import { MessageLoop } from '@lumino/messaging';

const ENTER = 13;
const RIGHT = 39;
const DOWN = 40;

/** The menu that was opened last. */
export function openedMenu(): HTMLElement {
  const menus = document.querySelectorAll<HTMLElement>('.lm-Menu');
  const menu = menus[menus.length - 1];
  if (!menu) {
    throw new Error('No menu is open');
  }
  return menu;
}

/** The labels of its items, each with its hint behind a bar and a tick if it is the chosen one; lines are dashes. */
export function menuItems(): string[] {
  return rows(openedMenu()).map(row => {
    if (row.dataset.type === 'separator') {
      return '-';
    }
    const hint = row.querySelector('.lm-Menu-itemShortcut')?.textContent;
    const tick = row.getAttribute('aria-checked') === 'true' ? '✓ ' : '';
    return `${tick}${labelOf(row)}${hint ? ` | ${hint}` : ''}`;
  });
}

/** Choose an item; of a submenu, by the label of each menu. */
export function chooseItem(...labels: string[]): void {
  labels.slice(0, -1).forEach(openSubmenu);
  moveTo(labels[labels.length - 1], ENTER);
}

/** Open a submenu. */
export function openSubmenu(label: string): void {
  moveTo(label, RIGHT);
}

/** Go down to an item, and press a key there. */
function moveTo(label: string, keyCode: number): void {
  const menu = openedMenu();
  const all = rows(menu);
  if (!all.some(row => labelOf(row) === label)) {
    throw new Error(`No “${label}” among ${menuItems().join(', ')}`);
  }
  for (let step = 0; step < all.length && !isActive(menu, label); step++) {
    press(menu, DOWN);
  }
  press(menu, keyCode);
}

function rows(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('.lm-Menu-item')];
}

function labelOf(row: HTMLElement): string {
  return row.querySelector('.lm-Menu-itemLabel')?.textContent ?? '';
}

function isActive(menu: HTMLElement, label: string): boolean {
  const active = menu.querySelector<HTMLElement>('.lm-mod-active');
  return active !== null && labelOf(active) === label;
}

/** A key, as the root of the open menus gets it. */
function press(menu: HTMLElement, keyCode: number): void {
  const event = new KeyboardEvent('keydown', { bubbles: true, keyCode });
  menu.dispatchEvent(event);
  // A menu draws its items with the next frame.
  MessageLoop.flush();
}
