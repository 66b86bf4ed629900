/** The menu below a button: what runs, where the focus goes, and what is left behind. */

import { Menu } from '@lumino/widgets';

import { openMenu } from '../src/menu';

describe('openMenu()', () => {
  let button: HTMLButtonElement;

  beforeEach(() => {
    button = document.createElement('button');
    button.getBoundingClientRect = () =>
      ({ left: 100, right: 124, top: 20, bottom: 44 }) as DOMRect;
    document.body.append(button);
  });

  afterEach(() => document.body.replaceChildren());

  const menu = () => document.querySelector<HTMLElement>('.lm-Menu');
  const items = () => [...menu()!.querySelectorAll('.lm-Menu-item')];

  /** Choose the first item, as a keyboard does. */
  function chooseFirst(): void {
    for (const keyCode of [40, 13]) {
      menu()!.dispatchEvent(
        new KeyboardEvent('keydown', { bubbles: true, keyCode })
      );
    }
  }

  it('should run an item once the focus is back on the button', async () => {
    const focused: Array<Element | null> = [];
    const run = () => focused.push(document.activeElement);
    openMenu(button, 'Actions', [
      { label: 'One', run },
      { label: 'Two', run: () => undefined }
    ]);
    expect(button.getAttribute('aria-expanded')).toBe('true');
    expect(menu()!.getAttribute('aria-label')).toBe('Actions');
    expect(items().map(one => one.textContent)).toEqual(['One', 'Two']);
    chooseFirst();
    await Promise.resolve();
    expect(focused).toEqual([button]);
    expect(button.getAttribute('aria-expanded')).toBe('false');
    expect(menu()).toBeNull();
  });

  it('should tell the chosen one', () => {
    openMenu(button, 'Filter', [
      { label: 'All', chosen: false, run: () => undefined },
      { label: 'One', chosen: true, run: () => undefined }
    ]);
    expect(items().map(one => one.getAttribute('aria-checked'))).toEqual([
      'false',
      'true'
    ]);
    expect(items()[0].getAttribute('role')).toBe('menuitemradio');
  });

  it('should have lines that are no items, hints, and submenus', () => {
    openMenu(button, 'Snooze', [
      { label: 'Soon', hint: '15:20', run: () => undefined },
      'separator',
      { label: 'More', items: [{ label: 'Later', run: () => undefined }] }
    ]);
    expect(items().map(one => one.getAttribute('role'))).toEqual([
      'menuitem',
      'separator',
      'menuitem'
    ]);
    expect(items().map(one => one.hasAttribute('tabindex'))).toEqual([
      true,
      false,
      true
    ]);
    expect(items()[0].textContent).toBe('Soon15:20');
    expect(items()[2].getAttribute('aria-haspopup')).toBe('true');
  });

  it('should give the focus back to what it is told', async () => {
    const card = document.createElement('article');
    card.tabIndex = 0;
    document.body.append(card);
    openMenu(card, 'Actions', [{ label: 'One', run: () => undefined }], card);
    expect(card.hasAttribute('aria-expanded')).toBe(false);
    chooseFirst();
    await Promise.resolve();
    expect(document.activeElement).toBe(card);
  });

  it('should give the focus to the center when what opened it has gone', async () => {
    const center = document.createElement('section');
    center.className = 'jp-Notifications-center';
    center.tabIndex = -1;
    center.append(button);
    document.body.append(center);
    openMenu(button, 'Actions', [{ label: 'One', run: () => undefined }]);
    button.remove();
    chooseFirst();
    await Promise.resolve();
    expect(document.activeElement).toBe(center);
  });

  it.each([
    ['ltr', 100, 'left'],
    ['rtl', 124, 'right']
  ])('should hang on the outer edge of the button in %s', (dir, x, side) => {
    button.style.direction = dir;
    const open = jest.spyOn(Menu.prototype, 'open');
    openMenu(button, 'Actions', [{ label: 'One', run: () => undefined }]);
    expect(open.mock.calls[0]).toEqual([x, 44, { horizontalAlignment: side }]);
    open.mockRestore();
  });
});
