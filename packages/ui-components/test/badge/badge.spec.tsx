/** What the badge says and shows. */

import { fireEvent, screen } from '@testing-library/react';

import { FakePageEntries, Stage } from '../stage';

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
