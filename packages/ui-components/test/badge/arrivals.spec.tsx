/** Arrivals are said once for a burst, and not more often than every 5 seconds. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import { nullTranslator } from '@jupyterlab/translation';
import { act, render, screen } from '@testing-library/react';
import React from 'react';

import { Announcer } from '../../src/badge/announcer';
import { Arrivals } from '../../src/badge/arrivals';

describe('Arrivals', () => {
  let inbox: FakeNotifications;
  let arrivals: Arrivals;
  let counted: number[];

  beforeEach(async () => {
    jest.useFakeTimers();
    inbox = new FakeNotifications({ entries: [{ title: 'There before' }] });
    arrivals = new Arrivals(inbox);
    counted = [];
    arrivals.counted.connect((_, count) => counted.push(count));
    await inbox.settled();
  });

  afterEach(() => {
    arrivals.dispose();
    inbox.dispose();
    jest.useRealTimers();
  });

  async function deliver(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      inbox.server.deliver({ title: `${i}` }, { quietly: i < count - 1 });
    }
    await inbox.settled();
  }

  it('should say nothing of what was there', () => {
    expect(counted).toEqual([]);
  });

  it('should count the first at once, and a burst in one', async () => {
    await deliver(7);
    expect(counted).toEqual([7]);
  });

  it('should say nothing while it is quiet, and nothing of that afterwards', async () => {
    await inbox.setPreferences({ do_not_disturb: true });
    await deliver(2);
    await inbox.setPreferences({ do_not_disturb: false });
    jest.advanceTimersByTime(60_000);
    expect(counted).toEqual([]);
    await deliver(1);
    expect(counted).toEqual([1]);
  });

  it('should speak at most once in 5 seconds', async () => {
    await deliver(1);
    await deliver(2);
    await deliver(3);
    expect(counted).toEqual([1]);
    jest.advanceTimersByTime(4999);
    expect(counted).toEqual([1]);
    jest.advanceTimersByTime(1);
    expect(counted).toEqual([1, 5]);
    jest.advanceTimersByTime(60_000);
    expect(counted).toEqual([1, 5]);
    await deliver(1);
    expect(counted).toEqual([1, 5, 1]);
  });

  it('should not count what is read, in progress or only changed', async () => {
    inbox.server.deliver({ title: 'Read', read: true });
    const busy = inbox.server.deliver({ title: 'Busy', type: 'in-progress' });
    await inbox.settled();
    inbox.server.touch(busy.id, { archived: true });
    await inbox.settled();
    expect(counted).toEqual([]);
  });

  it('should count what was in progress when it ends', async () => {
    const run = { title: 'Run', key: 'run', source: 'tqdm' };
    inbox.server.deliver({ ...run, type: 'in-progress', progress: 0.5 });
    await inbox.settled();
    expect(counted).toEqual([]);
    inbox.server.deliver({ ...run, type: 'success' });
    await inbox.settled();
    expect(counted).toEqual([1]);
    inbox.server.deliver({ ...run, title: 'Reworded', type: 'success' });
    await inbox.settled();
    jest.advanceTimersByTime(60_000);
    expect(counted).toEqual([1]);
  });

  it('should say how many more there are when so much came that all is read again', async () => {
    const reset = jest.fn();
    inbox.changed.connect((_, change) => change.reset && reset());
    await deliver(2);
    expect(reset).not.toHaveBeenCalled();
    await deliver(300);
    expect(reset).toHaveBeenCalledTimes(1);
    expect(counted).toEqual([2]);
    jest.advanceTimersByTime(5000);
    expect(counted).toEqual([2, 300]);
    // As many as were announced, and not once more.
    jest.advanceTimersByTime(60_000);
    await deliver(1);
    expect(counted).toEqual([2, 300, 1]);
  });

  it('should not take for new what was unread before all was read again', async () => {
    await deliver(3);
    jest.advanceTimersByTime(60_000);
    await inbox.markAllRead();
    await inbox.settled();
    await deliver(250);
    expect(counted).toEqual([3, 250]);
    jest.advanceTimersByTime(60_000);
    inbox.server.replace();
    await inbox.settled();
    jest.advanceTimersByTime(60_000);
    expect([inbox.unread, counted]).toEqual([0, [3, 250]]);
  });

  it('should say nothing of what all was read again for while it was quiet', async () => {
    await inbox.setPreferences({ do_not_disturb: true });
    await deliver(300);
    await inbox.setPreferences({ do_not_disturb: false });
    jest.advanceTimersByTime(60_000);
    expect(counted).toEqual([]);
    await deliver(250);
    expect(counted).toEqual([250]);
  });

  it('should be silent once disposed', async () => {
    arrivals.dispose();
    await deliver(1);
    expect(counted).toEqual([]);
  });

  it('should be said by a region that was there before', async () => {
    const trans = nullTranslator.load('');
    const { unmount } = render(<Announcer arrivals={arrivals} trans={trans} />);
    const region = screen.getByRole('status');
    expect(region.textContent).toBe('');
    await act(() => deliver(2));
    expect(region.textContent).toBe('2 new notifications');
    const first = region.firstChild;
    act(() => {
      jest.advanceTimersByTime(5000);
    });
    await act(() => deliver(2));
    expect(region.textContent).toBe('2 new notifications');
    // Another element: the same text in the same one would not be said again.
    expect(region.firstChild).not.toBe(first);
    unmount();
  });
});
