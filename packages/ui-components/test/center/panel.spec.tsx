/** The panel works while it is seen, takes the focus when asked to, and is gone when closed. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import { RenderMimeRegistry } from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { act, screen, waitFor } from '@testing-library/react';

import { NotificationsPanel } from '../../src/center/panel';
import type { ILastSeen } from '../../src/interfaces';

describe('NotificationsPanel', () => {
  let inbox: FakeNotifications;
  let lastSeen: ILastSeen & { seq: string };
  let panel: NotificationsPanel;

  beforeEach(() => {
    inbox = new FakeNotifications({ entries: [{ title: 'A' }] });
    lastSeen = {
      seq: '',
      get: () => lastSeen.seq,
      set: seq => {
        lastSeen.seq = seq;
      }
    };
    panel = new NotificationsPanel({
      notifications: inbox,
      host: {
        openLink: jest.fn(),
        documentUrl: path => path,
        runCommand: jest.fn(),
        hasCommand: () => true
      },
      rendermime: new RenderMimeRegistry(),
      translator: nullTranslator,
      lastSeen
    });
  });

  afterEach(() => {
    act(() => panel.dispose());
    inbox.dispose();
  });

  const after = (what: () => void) =>
    act(async () => {
      what();
      await panel.center.ready;
      await inbox.settled();
      MessageLoop.flush();
    });

  it('should be told by its icon and its name in a side bar', () => {
    expect(panel.title.caption).toBe('Notifications');
    expect(panel.title.icon).toBeTruthy();
    expect(panel.id).toBe('jupyter-notifications-panel');
  });

  it('should follow the inbox while it is seen only', async () => {
    const open = jest.spyOn(inbox, 'open');
    const seen: boolean[] = [];
    panel.seenChanged.connect((_, isSeen) => seen.push(isSeen));
    panel.hide();
    await after(() => Widget.attach(panel, document.body));
    expect(open).not.toHaveBeenCalled();
    expect(panel.isSeen).toBe(false);

    await after(() => panel.show());
    expect(panel.isSeen).toBe(true);
    expect(screen.getByRole('article', { name: /A/ })).toBeTruthy();
    expect(open).toHaveBeenCalledTimes(1);

    await after(() => panel.hide());
    expect(screen.queryByRole('article')).toBeNull();
    expect(open.mock.results[0].value.isDisposed).toBe(true);
    // What was seen is not new the next time.
    expect(lastSeen.seq).toBe(inbox.seq);
    expect(seen).toEqual([true, false]);
  });

  it('should be a region by its name, and take the focus when activated', async () => {
    await after(() => Widget.attach(panel, document.body));
    const region = screen.getByRole('region', { name: 'Notifications' });
    expect(document.activeElement).not.toBe(region);
    await after(() => panel.activate());
    await waitFor(() => expect(document.activeElement).toBe(region));
  });

  it('should keep what was seen when the page goes', async () => {
    await after(() => Widget.attach(panel, document.body));
    expect(lastSeen.seq).toBe('');
    await after(() => window.dispatchEvent(new Event('pagehide')));
    expect(lastSeen.seq).toBe(inbox.seq);
  });

  it('should go on when the page comes back from the cache of the browser', async () => {
    await after(() => Widget.attach(panel, document.body));
    await after(() => window.dispatchEvent(new Event('pagehide')));
    expect(screen.queryByRole('article')).toBeNull();
    await after(() => window.dispatchEvent(new Event('pageshow')));
    expect(screen.getByRole('article', { name: /A/ })).toBeTruthy();
    const open = jest.spyOn(inbox, 'open');
    await after(() => panel.hide());
    await after(() => window.dispatchEvent(new Event('pageshow')));
    expect(open).not.toHaveBeenCalled();
  });

  it('should be disposed when closed, and leave nothing behind', async () => {
    await after(() => Widget.attach(panel, document.body));
    await after(() => panel.close());
    expect(panel.isDisposed).toBe(true);
    expect(panel.center.isDisposed).toBe(true);
    expect(document.querySelector('.jp-Notifications-panel')).toBeNull();
  });
});
