/** What the badge says and shows. */

import { fireEvent, screen } from '@testing-library/react';

import { Signal } from '@lumino/signaling';

import type { IPanelPlace } from '../../src/interfaces';
import { FakePageEntries, Stage } from '../stage';

/** A side area with one panel. */
class FakePanel implements IPanelPlace {
  isSeen = false;
  readonly changed: Signal<IPanelPlace, void> = new Signal<IPanelPlace, void>(
    this
  );
  show = jest.fn(async () => this._become(true));
  hide = jest.fn(() => this._become(false));
  remove = jest.fn(() => this._become(false));

  private _become(isSeen: boolean): void {
    this.isSeen = isSeen;
    this.changed.emit();
  }
}

const bell = () =>
  document.querySelector<HTMLElement>('.jp-Notifications-badge')!;

function unread(count: number) {
  return Array.from({ length: count }, (_, i) => ({ title: `Entry ${i}` }));
}

describe('Badge', () => {
  let stage: Stage;

  afterEach(() => stage.dispose());

  it.each([
    [0, 'No unread notifications', ''],
    [1, '1 unread notification', '1'],
    [3, '3 unread notifications', '3'],
    [99, '99 unread notifications', '99'],
    [100, 'More than 99 unread notifications', '99+']
  ])('should name %d unread', async (count, name, text) => {
    stage = new Stage({ entries: unread(count) });
    await stage.settle();
    const button = screen.getByRole('button', { name });
    expect(button.textContent).toBe(text);
    expect(button.title).toBe(name);
    expect(button.classList.contains('jp-mod-unread')).toBe(count > 0);
    expect(button.getAttribute('aria-haspopup')).toBe('dialog');
    expect(button.getAttribute('aria-expanded')).toBe('false');
  });

  it('should keep the last count offline, in normal weight', async () => {
    stage = new Stage({ entries: unread(3) });
    await stage.settle();
    await stage.after(() => {
      stage.inbox.server.connection = 'offline';
    });
    const button = screen.getByRole('button', {
      name: 'Offline. 3 unread notifications when last seen'
    });
    expect(button.textContent).toBe('3');
    expect(button.classList.contains('jp-mod-unread')).toBe(false);
  });

  it.each([
    [
      { do_not_disturb: true },
      'Do not disturb is on. 3 unread notifications',
      'Do not disturb is on. No unread notifications'
    ],
    [
      {
        // The whole day in some zone, whatever the time of the test is.
        quiet_hours: { start: '00:00', end: '23:59', time_zone: 'UTC' },
        do_not_disturb: false
      },
      'Quiet hours. 3 unread notifications',
      'Quiet hours. No unread notifications'
    ]
  ])('should say that it is quiet, and why: %j', async (kept, some, none) => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-03-04T12:00:00Z'));
    stage = new Stage({ entries: unread(3) });
    await stage.settle();
    await stage.after(() => stage.inbox.setPreferences(kept));
    const button = screen.getByRole('button', { name: some });
    expect(button.textContent).toBe('3');
    expect(button.classList.contains('jp-mod-unread')).toBe(false);
    expect(button.querySelector('[data-icon$=bell-quiet]')).not.toBeNull();
    await stage.after(() => stage.inbox.markAllRead());
    expect(bell().title).toBe(none);
    await stage.after(() =>
      stage.inbox.setPreferences({
        do_not_disturb: false,
        quiet_hours: undefined
      })
    );
    expect(bell().title).toBe('No unread notifications');
    jest.restoreAllMocks();
  });

  it('should say first of all that it is offline', async () => {
    stage = new Stage({ entries: unread(3) });
    await stage.settle();
    await stage.after(() =>
      stage.inbox.setPreferences({ do_not_disturb: true })
    );
    await stage.after(() => {
      stage.inbox.server.connection = 'offline';
    });
    expect(bell().title).toBe('Offline. 3 unread notifications when last seen');
  });

  it('should get the code of the center when somebody comes near', async () => {
    stage = new Stage();
    const prefetch = jest.spyOn(stage.badge.popup.center, 'prefetch');
    await stage.settle();
    expect(prefetch).not.toHaveBeenCalled();
    fireEvent.pointerEnter(bell());
    expect(prefetch).toHaveBeenCalledTimes(1);
    fireEvent.focus(bell());
    expect(prefetch).toHaveBeenCalledTimes(2);
  });

  it('should hide a panel that is in view rather than open a second center', async () => {
    const panel = new FakePanel();
    stage = new Stage();
    stage.badge.panel = panel;
    await stage.settle();
    await stage.after(() => panel.show());
    expect(bell().getAttribute('aria-expanded')).toBe('true');
    await stage.after(() => fireEvent.click(bell()));
    expect(panel.isSeen).toBe(false);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(bell().getAttribute('aria-expanded')).toBe('false');
    // Out of view, it does not stand in the way of the popup.
    await stage.after(() => fireEvent.click(bell()));
    expect(screen.getByRole('dialog', { name: 'Notifications' })).toBeTruthy();
    expect(panel.show).toHaveBeenCalledTimes(1);
  });

  it('should open at itself when the panel cannot be shown', async () => {
    stage = new Stage();
    jest.spyOn(console, 'warn').mockImplementationOnce(() => undefined);
    const panel = new FakePanel();
    panel.show.mockRejectedValueOnce(new Error('No'));
    stage.badge.panel = panel;
    stage.badge.prefersPanel = true;
    await stage.after(() => stage.badge.toggle());
    expect(stage.badge.popup.isOpen).toBe(true);
  });

  it('should open the panel for those who prefer it, where there is one', async () => {
    stage = new Stage();
    stage.badge.prefersPanel = true;
    await stage.settle();
    await stage.after(() => fireEvent.click(bell()));
    expect(screen.getByRole('dialog', { name: 'Notifications' })).toBeTruthy();
    await stage.after(() => fireEvent.click(bell()));
    const panel = new FakePanel();
    stage.badge.panel = panel;
    await stage.after(() => fireEvent.click(bell()));
    expect(panel.isSeen).toBe(true);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('should not count the notifications of the page or what is in progress', async () => {
    stage = new Stage({
      entries: [{ title: 'Busy', type: 'in-progress' }],
      pageEntries: new FakePageEntries([
        {
          id: '1',
          message: 'Hello',
          type: 'info',
          created: new Date(),
          actions: []
        }
      ])
    });
    await stage.settle();
    expect(bell().getAttribute('aria-label')).toBe('No unread notifications');
  });

  it('should open and close the center, and say so', async () => {
    stage = new Stage({ entries: unread(2) });
    await stage.settle();
    await stage.after(() => fireEvent.click(bell()));
    expect(screen.getByRole('dialog', { name: 'Notifications' })).toBeTruthy();
    expect(bell().getAttribute('aria-expanded')).toBe('true');
    await stage.after(() => fireEvent.click(bell()));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(bell().getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(bell());
  });

  it('should mark nothing as read by opening', async () => {
    stage = new Stage({ entries: unread(2) });
    await stage.open();
    await stage.after(() => stage.badge.popup.close());
    expect(stage.inbox.unread).toBe(2);
  });

  it('should close its center, and stay, when asked to close', async () => {
    stage = new Stage();
    await stage.open();
    await stage.after(() => stage.badge.close());
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(stage.badge.isAttached).toBe(true);
  });

  it('should take its popup away with it', async () => {
    stage = new Stage();
    await stage.open();
    await stage.after(() => stage.badge.dispose());
    expect(stage.badge.popup.isDisposed).toBe(true);
    expect(document.querySelector('.jp-Notifications-popup')).toBeNull();
  });
});
