/** The application's own notifications are kept in the inbox, once each, if that is switched on; never our own toasts. */

import { RefusedError } from '@jupyter-notifications/core';
import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import type { INotification } from '@jupyter-notifications/core';
import { NotificationManager } from '@jupyterlab/apputils';
import { Signal } from '@lumino/signaling';

import { Capture } from '../../src/app/capture';
import type { ILoadedSettings } from '../../src/app/followsettings';
import { PageEntries } from '../../src/app/pageentries';
import { mark } from '../../src/attention/marks';
import { isOfThisPage } from '../../src/attention/pagemark';

describe('Capture', () => {
  let manager: NotificationManager;
  let inbox: FakeNotifications;
  let capture: Capture;
  let page: PageEntries;
  let posts: number;

  beforeEach(() => {
    jest.useFakeTimers();
    manager = new NotificationManager();
    inbox = new FakeNotifications();
    posts = 0;
    inbox.server.intercept = method => {
      posts += Number(method === 'post');
    };
    capture = new Capture({ notifications: inbox, source: 'Lab', manager });
    capture.enabled = true;
    page = new PageEntries(manager, capture);
  });

  afterEach(() => {
    capture.dispose();
    expect(jest.getTimerCount()).toBe(0);
    page.dispose();
    manager.dispose();
    inbox.dispose();
    jest.useRealTimers();
  });

  const pass = (milliseconds: number): Promise<void> =>
    jest.advanceTimersByTimeAsync(milliseconds);
  const kept = (): INotification[] => inbox.server.entries;
  const inPage = (): string[] => page.items.map(item => item.message);
  const buttons = [{ label: 'Yes', callback: () => undefined }];

  it('should keep what comes, and list it there only', async () => {
    manager.notify('Saved', 'success', {});
    expect(inPage()).toEqual(['Saved']);
    await pass(0);
    expect(kept()).toHaveLength(1);
    expect(kept()[0]).toMatchObject({
      title: 'Saved',
      type: 'success',
      source: 'Lab'
    });
    expect(kept()[0]).not.toHaveProperty('body');
    // As the server takes it.
    expect(kept()[0].event_id).toMatch(/^[A-Za-z0-9._~-]{1,128}$/);
    expect(isOfThisPage(kept()[0])).toBe(true);
    expect(isOfThisPage({ ...kept()[0], data: { page: 'other' } })).toBe(false);
    expect(inPage()).toEqual([]);
  });

  it('should keep nothing while it is switched off', async () => {
    capture.enabled = false;
    const id = manager.notify('Before', 'info', {});
    await pass(5000);
    capture.enabled = true;
    await pass(5000);
    expect(posts).toBe(0);
    expect(inPage()).toEqual(['Before']);
    manager.update({ id, message: 'After' });
    await pass(5000);
    expect(kept().map(entry => entry.title)).toEqual(['After']);
    // Off and on again, the entry is still the same, and still changes.
    capture.enabled = false;
    capture.enabled = true;
    manager.update({ id, message: 'Later' });
    await pass(5000);
    expect(kept().map(entry => entry.title)).toEqual(['Later']);
  });

  it('should follow the setting, and keep what came while it was loaded', async () => {
    capture.enabled = false;
    const composite: Record<string, unknown> = { captureNotifications: true };
    const settings = { composite } as {
      composite: typeof composite;
      changed: Signal<ILoadedSettings, void>;
    };
    settings.changed = new Signal<ILoadedSettings, void>(settings);
    capture.follow(Promise.resolve(settings));
    manager.notify('Early', 'info', {});
    await pass(1000);
    expect(kept().map(entry => entry.title)).toEqual(['Early']);
    composite.captureNotifications = false;
    settings.changed.emit();
    manager.notify('Late', 'info', {});
    await pass(1000);
    expect(kept()).toHaveLength(1);
    expect(inPage()).toEqual(['Late', 'Early']);
  });

  it('should never keep a toast of ours', async () => {
    const id = manager.notify('Toast', 'error', { data: mark() });
    manager.update({ id, message: 'Toasts', data: mark() });
    manager.notify('  ', 'info', {});
    await pass(5000);
    expect(posts).toBe(0);
  });

  it('should leave in the page what asks, and what has buttons in both', async () => {
    manager.notify('Do you want news?', 'info', { actions: buttons });
    manager.notify('Failed', 'error', { actions: buttons });
    await pass(1000);
    expect(kept().map(entry => entry.title)).toEqual(['Failed']);
    expect(inPage().sort()).toEqual(['Do you want news?', 'Failed']);
  });

  it('should keep one entry of what goes on, at most one update a second, and its end at once', async () => {
    const id = manager.notify('0', 'in-progress', { progress: 0 });
    for (let i = 1; i <= 100; i++) {
      await pass(20);
      manager.update({ id, message: `${i}`, progress: i / 100 });
    }
    expect(kept()).toHaveLength(1);
    expect(kept()[0].expires_at).toBeDefined();
    expect(posts).toBeLessThanOrEqual(3);
    manager.update({ id, message: 'Done', type: 'success' });
    await pass(0);
    expect(kept()).toHaveLength(1);
    expect(kept()[0]).toMatchObject({ title: 'Done', type: 'success' });
    expect(kept()[0]).not.toHaveProperty('progress');
    await pass(60_000);
    expect(posts).toBeLessThanOrEqual(4);
  });

  it('should send the last state of what changes while it is sent', async () => {
    let answer = (): void => undefined;
    inbox.server.intercept = () =>
      new Promise(resolve => {
        answer = resolve;
      });
    const id = manager.notify('Busy', 'in-progress', {});
    manager.update({ id, message: 'Busier' });
    manager.update({ id, message: 'Done', type: 'success' });
    answer();
    inbox.server.intercept = null;
    await pass(10);
    expect(kept().map(entry => entry.title)).toEqual(['Done']);
  });

  it('should keep what is dismissed, unless it goes on', async () => {
    const done = manager.notify('Done', 'info', {});
    const busy = manager.notify('Busy', 'in-progress', {});
    await pass(100);
    expect(kept()).toHaveLength(2);
    manager.dismiss(done);
    manager.dismiss(busy);
    await pass(5000);
    expect(kept().map(entry => entry.title)).toEqual(['Done']);
    const gone = manager.notify('Gone before it was sent', 'in-progress', {});
    manager.dismiss(gone);
    await pass(5000);
    expect(kept().map(entry => entry.title)).toEqual(['Done']);
  });

  it('should leave in the page what is far too much', async () => {
    for (let i = 0; i < 200; i++) {
      manager.notify(`${i}`, 'info', {});
    }
    await pass(0);
    expect(posts).toBe(20);
    expect(inPage()).toHaveLength(180);
    await pass(60_000);
    expect(posts).toBe(20);
    manager.notify('Later', 'info', {});
    await pass(0);
    expect(kept()[0].title).toBe('Later');
  });

  it('should list in the page what could not be sent, and send it when the server is back', async () => {
    inbox.server.connection = 'offline';
    manager.notify('Lost', 'error', {});
    await pass(60_000);
    expect(inPage()).toEqual(['Lost']);
    inbox.server.connection = 'online';
    await pass(0);
    expect(kept().map(entry => entry.title)).toEqual(['Lost']);
    expect(inPage()).toEqual([]);
  });

  it('should try again when the server says so, and not what it refuses', async () => {
    const errors = [
      new RefusedError({ message: 'Many', status: 429, retryAfter: 3 }),
      new RefusedError({ message: 'Bad', status: 400 })
    ];
    inbox.server.intercept = method => {
      const error = method === 'post' ? errors.shift() : undefined;
      if (error) {
        throw error;
      }
    };
    manager.notify('Slowed', 'error', {});
    await pass(2000);
    manager.notify('Refused', 'error', {});
    await pass(500);
    expect(kept()).toEqual([]);
    await pass(10_000);
    expect(kept().map(entry => entry.title)).toEqual(['Slowed']);
    expect(inPage()).toEqual(['Refused']);
  });

  it('should keep a long text readable', async () => {
    const text = `First *line*\n${'😀'.repeat(300)}`;
    manager.notify(text, 'error', {});
    await pass(0);
    const { title, body } = kept()[0];
    expect([...title]).toHaveLength(256);
    expect(title.endsWith('😀…')).toBe(true);
    expect(body).toBe(`First \\*line\\*  \n${'😀'.repeat(300)}`);
  });
});
