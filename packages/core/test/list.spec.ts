/** Live lists: pages, what belongs, totals, and pages that come late. */

import { FakeNotifications } from '../src/standalone';
import type { INotificationList, IQuery } from '../src';
import { flush, titled } from './mockserver';

describe('INotificationList', () => {
  let fake: FakeNotifications;

  beforeEach(async () => {
    fake = new FakeNotifications({ pageSize: 3 });
    for (let i = 0; i < 8; i++) {
      const type = i % 2 ? 'info' : 'error';
      fake.server.deliver(titled(`${i}`, { type, source: `s${i % 2}` }));
    }
    await fake.settled();
  });

  afterEach(() => fake.dispose());

  async function open(query: IQuery = {}): Promise<INotificationList> {
    const list = fake.open(query);
    await fake.settled();
    return list;
  }

  function titles(list: INotificationList): string {
    return list.items.map(item => item.title).join(' ');
  }

  it('should load page by page', async () => {
    const list = fake.open({});
    expect([list.state, list.items, list.total]).toEqual(['loading', [], null]);
    await fake.settled();
    expect([list.state, titles(list)]).toEqual(['ready', '7 6 5']);
    expect([list.hasMore, list.total]).toEqual([true, 8]);
    await Promise.all([list.loadMore(), list.loadMore()]);
    expect(titles(list)).toBe('7 6 5 4 3 2');
    await list.loadMore();
    expect([titles(list), list.hasMore]).toEqual(['7 6 5 4 3 2 1 0', false]);
    await list.loadMore();
    expect(list.items).toHaveLength(8);
  });

  it('should load as many pages again as were loaded', async () => {
    const list = await open();
    await list.loadMore();
    fake.server.replace();
    for (let i = 0; i < 10; i++) {
      fake.server.deliver(titled(`n${i}`));
    }
    await fake.settled();
    expect(titles(list)).toBe('n9 n8 n7 n6 n5 n4');
    expect(list.total).toBe(10);
  });

  it('should filter by what can be told here', async () => {
    const list = await open({ type: 'error', source: 's0' });
    expect([titles(list), list.total]).toEqual(['6 4 2', null]);
    fake.server.deliver(titled('no', { type: 'info', source: 's0' }));
    fake.server.deliver(titled('yes', { type: 'error', source: 's0' }));
    await fake.settled();
    expect(titles(list)).toBe('yes 6 4 2');
  });

  it('should treat empty filters as none', async () => {
    const list = await open({ q: '  ', source: '', type: undefined });
    expect([titles(list), list.total]).toEqual(['7 6 5', 8]);
    expect(fake.items).toBe(list.items);
  });

  it('should ask the server which entries have the words', async () => {
    const list = await open({ q: '7' });
    expect(titles(list)).toBe('7');
    fake.server.deliver(titled('another 7'));
    fake.server.deliver(titled('another 8'));
    await fake.settled();
    expect(titles(list)).toBe('another 7 7');
  });

  it('should move entries out when they no longer belong', async () => {
    const unread = await open({ state: 'unread' });
    const archived = await open({ state: 'archived' });
    const [seven, six] = unread.items;
    fake.server.touch(seven.id, { read: true });
    fake.server.touch(six.id, { archived: true });
    await fake.settled();
    expect([titles(unread), unread.total]).toEqual(['5', 6]);
    expect([titles(archived), archived.total]).toEqual(['6', 1]);
  });

  it('should load on when everything that was shown has gone', async () => {
    const list = await open();
    for (const item of list.items) {
      fake.server.drop(item.id);
    }
    await fake.settled();
    await fake.settled();
    expect(titles(list)).toBe('4 3 2');
    expect(list.total).toBe(5);
  });

  it('should put what is woken on top', async () => {
    const list = await open();
    const snoozed = await open({ state: 'snoozed' });
    const [, six] = list.items;
    await fake.snooze(six.id, new Date(4e12));
    await fake.settled();
    expect([titles(list), titles(snoozed)]).toEqual(['7 5', '6']);
    fake.server.wake(six.id);
    await fake.settled();
    expect([titles(list), titles(snoozed)]).toEqual(['6 7 5', '']);
  });

  it('should not take an old entry for one of the loaded pages', async () => {
    const list = await open();
    const { id } = fake.server.entries[7];
    fake.server.touch(id, { read: true });
    await fake.settled();
    expect(titles(list)).toBe('7 6 5');
    await list.loadMore();
    await list.loadMore();
    expect(list.items[7].read).toBe(true);
    expect(list.total).toBe(8);
  });

  it('should keep what changed while a page was on its way', async () => {
    const list = fake.open({});
    const { server } = fake;
    let release: () => void = () => undefined;
    const gate = new Promise<void>(resolve => (release = resolve));
    const page = server.page.bind(server);
    server.page = async (query, options) => {
      const answer = await page(query, options);
      await gate;
      return answer;
    };
    await flush();
    server.deliver(titled('8'));
    server.drop(server.entries[1].id);
    await flush();
    release();
    await fake.settled();
    expect(titles(list)).toBe('8 6 5');
  });

  it('should say when a page could not be loaded, and try again', async () => {
    const list = await open();
    fake.server.intercept = () => {
      throw new Error('lost');
    };
    await list.loadMore();
    expect([list.state, titles(list)]).toEqual(['failed', '7 6 5']);
    fake.server.intercept = null;
    await list.reload();
    expect([list.state, titles(list)]).toEqual(['ready', '7 6 5']);
  });

  it('should speak only when something changed', async () => {
    const list = await open({ source: 's0' });
    const changed = jest.fn();
    list.changed.connect(changed);
    const { items } = list;
    fake.server.deliver(titled('other', { source: 's1' }));
    await fake.settled();
    expect(changed).not.toHaveBeenCalled();
    expect(list.items).toBe(items);
  });

  it('should stand still once it is disposed', async () => {
    const list = await open();
    const more = list.loadMore();
    list.dispose();
    list.dispose();
    await more;
    fake.server.deliver(titled('8'));
    await fake.settled();
    expect(titles(list)).toBe('7 6 5');
    expect(fake.items).toEqual([]);
  });
});
