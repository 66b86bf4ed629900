/** Whatever happens in whatever order, in the end every list equals what the server has. */

import { FakeNotifications } from '../src/standalone';
import type { INotification, INotificationList, IQuery } from '../src';
import { titled } from './mockserver';

const QUERIES: IQuery[] = [
  {},
  { state: 'unread' },
  { state: 'archived' },
  { state: 'snoozed' },
  { state: 'all' },
  { type: 'error' },
  { source: 'a' },
  { q: 'even' }
];

/** Numbers from 0 to 1 that are the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe('lists', () => {
  it.each([...Array(20).keys()])(
    'should equal the model after random changes, seed %s',
    async seed => {
      const next = random(seed + 1);
      const pick = <T>(values: ReadonlyArray<T>): T =>
        values[Math.floor(next() * values.length)];
      const fake = new FakeNotifications({ pageSize: 5 });
      const { server } = fake;
      // Answers come late, and in another order than the questions.
      server.intercept = async () => {
        const turns = Math.floor(next() * 8);
        for (let i = 0; i < turns; i++) {
          await Promise.resolve();
        }
        if (next() < 0.03) {
          throw new Error('lost');
        }
      };
      const lists: INotificationList[] = QUERIES.map(query => fake.open(query));
      let count = 0;
      const act = (): unknown => {
        const some: INotification = pick(server.entries);
        const one = some?.id ?? 'absent';
        const own = (verb: Promise<unknown>) => verb.catch(() => undefined);
        const deeds: (() => unknown)[] = [
          () => {
            const title = count++ % 2 ? 'odd' : 'even';
            const type = pick(['info', 'error', 'in-progress'] as const);
            const key = pick([undefined, undefined, 'k1', 'k2']);
            const source = pick(['a', 'b']);
            server.deliver(titled(`${title} ${count}`, { type, key, source }));
          },
          () => some && server.touch(one, { read: next() < 0.7 }),
          () => some && server.touch(one, { archived: next() < 0.7 }),
          () =>
            some &&
            server.touch(one, { snoozed_until: '2099-01-01T00:00:00Z' }),
          () => some?.snoozed_until && server.wake(one),
          () => some && next() < 0.5 && server.drop(one),
          () => own(fake.markRead(one, next() < 0.7)),
          () => own(fake.archive(one, next() < 0.7)),
          () => own(fake.snooze(one, next() < 0.5 ? new Date(4e12) : null)),
          () => own(fake.remove(one)),
          () => own(fake.markAllRead(pick(QUERIES))),
          () => some && own(fake.removeLater([some]).commit()),
          () => some && fake.removeLater([some]).undo(),
          () => void pick(lists).loadMore(),
          () => next() < 0.1 && server.replace(),
          () => {
            server.connection = next() < 0.3 ? 'offline' : 'online';
          },
          () => (server.connection = 'online')
        ];
        return pick(deeds)();
      };
      for (let step = 0; step < 150; step++) {
        void act();
        if (next() < 0.3) {
          await Promise.resolve();
        }
      }
      server.intercept = null;
      server.connection = 'online';
      for (let i = 0; i < 10; i++) {
        await fake.settled();
      }
      expect(fake.unread).toBe(server.head.unread);
      for (const list of lists) {
        const expected = server.readPage(list.query, 10_000);
        const loaded = expected.items.slice(0, list.items.length);
        expect(list.state).toBe('ready');
        expect(list.items).toEqual(loaded);
        expect(list.hasMore).toBe(loaded.length < expected.items.length);
        if (list.total !== null) {
          expect(list.total).toBe(expected.total);
        }
      }
      fake.dispose();
    }
  );
});
