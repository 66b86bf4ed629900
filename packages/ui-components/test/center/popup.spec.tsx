/** Where the popup stands, and when it goes. */

import { fireEvent, screen, waitFor } from '@testing-library/react';

import type { BadgePlacement } from '../../src/interfaces';
import { place } from '../../src/center/place';
import { chooseItem, menuItems } from '../menus';
import { Stage } from '../stage';

describe('place()', () => {
  const { innerWidth, innerHeight } = window;

  afterEach(() => {
    Object.assign(window, { innerWidth, innerHeight });
  });

  function placed(
    window_: { innerWidth: number; innerHeight: number },
    anchor: { left: number; right: number; top: number; bottom: number },
    placement: BadgePlacement
  ): number[] {
    Object.assign(window, window_);
    const node = document.createElement('div');
    place(node, anchor as DOMRect, placement);
    const { left, top, width, height } = node.style;
    return [left, top, width, height].map(parseFloat);
  }

  const large = { innerWidth: 1280, innerHeight: 800 };
  const small = { innerWidth: 360, innerHeight: 740 };

  it('should stand above a status bar, at the outer edge of the badge', () => {
    const anchor = { left: 1200, right: 1260, top: 776, bottom: 800 };
    expect(placed(large, anchor, 'statusbar')).toEqual([860, 136, 400, 640]);
  });

  it('should stand below a header', () => {
    const anchor = { left: 1200, right: 1260, top: 40, bottom: 64 };
    expect(placed(large, anchor, 'header')).toEqual([860, 64, 400, 640]);
  });

  it('should stand at the left edge of a badge on the left', () => {
    const anchor = { left: 20, right: 80, top: 776, bottom: 800 };
    expect(placed(large, anchor, 'statusbar')[0]).toBe(20);
  });

  it('should stay inside the window', () => {
    const anchor = { left: 1250, right: 1279, top: 376, bottom: 400 };
    const low = { innerWidth: 1280, innerHeight: 400 };
    expect(placed(low, anchor, 'statusbar')).toEqual([872, 40, 400, 336]);
  });

  it('should be a sheet in a narrow window', () => {
    const low = { left: 300, right: 350, top: 716, bottom: 740 };
    expect(placed(small, low, 'statusbar')).toEqual([0, 0, 360, 716]);
    const high = { left: 300, right: 350, top: 0, bottom: 28 };
    expect(placed(small, high, 'header')).toEqual([0, 28, 360, 712]);
  });
});

describe('NotificationsPopup', () => {
  let stage: Stage;
  let elsewhere: HTMLButtonElement;

  beforeEach(async () => {
    stage = new Stage({ entries: [{ title: 'A' }] });
    elsewhere = document.body.appendChild(document.createElement('button'));
    await stage.open();
  });

  afterEach(() => stage.dispose());

  const isOpen = () => screen.queryByRole('dialog') !== null;

  it('should take the focus', () => {
    expect(document.activeElement).toBe(screen.getByRole('dialog'));
  });

  it('should close when the pointer goes down elsewhere', async () => {
    await stage.after(() => fireEvent.pointerDown(screen.getByText('A')));
    expect(isOpen()).toBe(true);
    await stage.after(() => fireEvent.pointerDown(elsewhere));
    expect(isOpen()).toBe(false);
  });

  it('should close when the focus goes elsewhere, and leave it there', async () => {
    await stage.after(() => elsewhere.focus());
    expect(isOpen()).toBe(false);
    expect(document.activeElement).toBe(elsewhere);
  });

  it('should close with its button, and give the focus back', async () => {
    const close = screen.getByRole('button', { name: 'Close' });
    await stage.after(() => fireEvent.click(close));
    expect(isOpen()).toBe(false);
    expect(document.activeElement).toBe(
      screen.getByRole('button', { name: '1 unread notification' })
    );
  });

  it('should stay open while a menu of its own has the focus', async () => {
    await stage.deliver({ title: 'B', source: 'ipykernel' });
    const filter = screen.getByRole('button', { name: 'Filter' });
    await stage.after(() => fireEvent.click(filter));
    expect(menuItems()).toEqual(['Source', 'Type', '-', 'Snoozed']);
    expect(isOpen()).toBe(true);
    await stage.after(() => chooseItem('Source', 'ipykernel'));
    expect(screen.queryByRole('menu')).toBeNull();
    const name = 'Filter: Source: ipykernel';
    expect(document.activeElement).toBe(screen.getByRole('button', { name }));
    expect(screen.getAllByRole('article').length).toBe(1);
  });

  it('should stand at the badge once the application has laid itself out anew', async () => {
    const button = document.querySelector('button.jp-Notifications-badge')!;
    const rectangle = jest.spyOn(button, 'getBoundingClientRect');
    const popup = document.querySelector<HTMLElement>(
      '.jp-Notifications-popup'
    )!;
    const at = (left: number) =>
      ({ left, right: left + 50, top: 700, bottom: 724 }) as DOMRect;
    rectangle.mockReturnValue(at(900));
    fireEvent(window, new Event('resize'));
    expect(popup.style.left).toBe('550px');
    // What the application does about the new size, it does after that.
    rectangle.mockReturnValue(at(800));
    await waitFor(() => expect(popup.style.left).toBe('450px'));
  });

  it('should leave nothing behind when closed', async () => {
    const lists = jest.spyOn(stage.inbox, 'open');
    await stage.after(() => stage.badge.popup.close());
    await stage.after(() => stage.badge.popup.open());
    const [{ value: list }] = lists.mock.results;
    await stage.after(() => stage.badge.popup.close());
    expect(list.isDisposed).toBe(true);
    expect(document.querySelector('.jp-Notifications-popup')).toBeNull();
    await stage.after(() => elsewhere.focus());
    await stage.after(() => fireEvent(window, new Event('resize')));
    expect(isOpen()).toBe(false);
  });
});
