/** The fake behaves as the server does. */

import { FakeNotifications } from '../src/standalone';

describe('FakeNotifications', () => {
  let fake: FakeNotifications;

  afterEach(() => fake.dispose());

  it('should count what is unread as soon as it arrives', () => {
    fake = new FakeNotifications();
    expect(fake.unread).toBe(0);
    fake.server.deliver({ title: 'One' });
    expect(fake.unread).toBe(1);
    fake.server.deliver({ title: 'Busy', type: 'in-progress' });
    expect(fake.unread).toBe(1);
  });

  it('should list the newest first and take in what arrives', async () => {
    fake = new FakeNotifications({
      entries: [{ title: 'One' }, { title: 'Two' }]
    });
    const list = fake.open({});
    await fake.settled();
    expect(list.items.map(item => item.title)).toEqual(['Two', 'One']);
    expect(list.state).toBe('ready');
    expect(list.total).toBe(2);
    fake.server.deliver({ title: 'Three' });
    await fake.settled();
    expect(list.items.map(item => item.title)).toEqual(['Three', 'Two', 'One']);
    expect(fake.items).toBe(list.items);
  });

  it('should update an entry in place by its key', async () => {
    fake = new FakeNotifications();
    const list = fake.open({});
    fake.server.deliver({ title: '1 %', key: 'a', source: 's' });
    fake.server.deliver({ title: 'Other' });
    fake.server.deliver({ title: '2 %', key: 'a', source: 's' });
    await fake.settled();
    expect(list.items.map(item => item.title)).toEqual(['Other', '2 %']);
  });

  it('should ignore an event id that it has seen', () => {
    fake = new FakeNotifications();
    const first = fake.server.deliver({ title: 'One', event_id: 'a' });
    const again = fake.server.deliver({ title: 'One', event_id: 'a' });
    expect(again.id).toBe(first.id);
    expect(fake.unread).toBe(1);
  });

  it('should change the state of an entry', async () => {
    fake = new FakeNotifications({ entries: [{ title: 'One' }] });
    const list = fake.open({});
    const archived = fake.open({ state: 'archived' });
    await fake.settled();
    const [{ id }] = list.items;
    await fake.markRead(id);
    expect(fake.unread).toBe(0);
    expect(list.items[0].read).toBe(true);
    await fake.archive(id);
    expect(list.items).toEqual([]);
    await fake.settled();
    expect(archived.items.map(item => item.id)).toEqual([id]);
    expect(fake.server.entries[0]).toMatchObject({
      read: true,
      archived: true
    });
  });

  it('should reject verbs while the server cannot be reached', async () => {
    fake = new FakeNotifications({ entries: [{ title: 'One' }] });
    const list = fake.open({});
    await fake.settled();
    fake.server.connection = 'offline';
    expect(fake.connection).toBe('offline');
    const marking = fake.markRead(list.items[0].id);
    expect(fake.unread).toBe(0);
    await expect(marking).rejects.toThrow('cannot be reached');
    expect(fake.unread).toBe(1);
    expect(list.items[0].read).toBeUndefined();
  });

  it('should tell a client that is far behind to read again', async () => {
    fake = new FakeNotifications();
    const list = fake.open({});
    await fake.settled();
    for (let i = 0; i < 201; i++) {
      fake.server.deliver({ title: `${i}` }, { quietly: true });
    }
    fake.server.deliver({ title: 'Last' });
    await fake.settled();
    expect(list.items[0].title).toBe('Last');
    expect(list.items).toHaveLength(50);
    expect(list.total).toBe(202);
    expect(list.hasMore).toBe(true);
  });
});
