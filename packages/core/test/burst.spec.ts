/** A burst of 1,000 events makes few requests, whatever is open, and ends with the last state. */

import { NotificationsConnector } from '../src';
import type { INotificationDraft, IQuery } from '../src';
import { MockServer, flush } from './mockserver';

/** What is open while they come. */
const LISTS: Record<string, IQuery[]> = {
  'the inbox': [{}],
  'one source': [{ source: 'train' }],
  'a search in one source': [{ source: 'train', q: 'epoch' }]
};

/** What comes. */
const EVENTS: Record<string, (i: number) => INotificationDraft> = {
  'a thousand entries': i => ({
    title: `Epoch ${i}`,
    source: i % 2 ? 'train' : 'other'
  }),
  'one entry, changed a thousand times': i => ({
    title: `Epoch ${i}`,
    source: 'train',
    key: 'run',
    type: i < 999 ? 'in-progress' : 'success',
    progress: i / 999
  }),
  'ten entries, changed a hundred times each': i => ({
    title: `Epoch ${i}`,
    source: 'train',
    key: `run ${i % 10}`,
    type: 'info'
  })
};

describe('a burst of 1000 events', () => {
  let server: MockServer;
  let connector: NotificationsConnector;

  beforeEach(async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask']
    });
    server = new MockServer();
    connector = new NotificationsConnector({ serverSettings: server.settings });
    await connector.fetchPreferences();
    await jest.advanceTimersByTimeAsync(10);
  });

  afterEach(() => {
    connector.dispose();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const cases = Object.keys(LISTS).flatMap(open =>
    Object.keys(EVENTS).flatMap(events =>
      [1, 10].map(seconds => [open, events, seconds] as const)
    )
  );

  it.each(cases)(
    'should be shown within a second, by six requests: %s, %s in %s s',
    async (open, events, seconds) => {
      const lists = LISTS[open].map(query => connector.open(query));
      await flush();
      server.asked();
      for (let i = 0; i < 1000; i++) {
        server.inbox.deliver(EVENTS[events](i));
        await jest.advanceTimersByTimeAsync(seconds);
      }
      await jest.advanceTimersByTimeAsync(1000 - seconds);
      const asked = server.asked();
      expect(connector.unread).toBe(server.inbox.count('unread'));
      for (const { query, items } of lists) {
        const newest = server.inbox.readPage(query, 10).items;
        expect(items.slice(0, 10)).toEqual(newest);
        expect(newest[0].title).toBe('Epoch 999');
      }
      expect(asked.length).toBeLessThanOrEqual(6);
      await jest.advanceTimersByTimeAsync(3600_000);
      expect(server.asked()).toEqual([]);
    }
  );
});
