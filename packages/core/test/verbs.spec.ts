/** Own changes reach the server in the order in which they were made. */

import { ManyFailedError, RefusedError } from '../src';
import { FakeNotifications } from '../src/standalone';
import type { INotification, IStateChange } from '../src';

describe('Verbs', () => {
  let inbox: FakeNotifications;
  let entry: INotification;
  let answer: Array<() => void>;
  let asked: string[];

  beforeEach(async () => {
    inbox = new FakeNotifications({ entries: [{ title: 'One' }] });
    inbox.open({});
    await inbox.settled();
    [entry] = inbox.items;
    answer = [];
    asked = [];
    inbox.server.intercept = method => {
      if (method === 'change' || method === 'remove') {
        asked.push(method);
        return new Promise(resolve => answer.push(resolve));
      }
      return undefined;
    };
  });

  afterEach(() => inbox.dispose());

  /** Answer what waits, the last question first, until nothing waits. */
  async function answerAll(): Promise<void> {
    for (let i = 0; i < 5; i++) {
      answer
        .splice(0)
        .reverse()
        .forEach(one => one());
      await inbox.settled();
    }
  }

  it('should end with the last of two changes of one entry', async () => {
    const first = inbox.markRead(entry.id);
    const second = inbox.markRead(entry.id, false);
    // Both are shown at once, one after the other.
    expect(inbox.items[0].read).toBeUndefined();
    expect(asked).toEqual(['change']);
    await answerAll();
    expect((await first).read).toBe(true);
    expect((await second).read).toBeUndefined();
    expect(inbox.server.read(entry.id)!.read).toBeUndefined();
    expect(inbox.unread).toBe(1);
  });

  it('should not delete an entry before it was changed', async () => {
    const changed = inbox.archive(entry.id);
    const removed = inbox.remove(entry.id);
    expect(asked).toEqual(['change']);
    await answerAll();
    expect((await changed).archived).toBe(true);
    await removed;
    expect(inbox.server.read(entry.id)).toBeUndefined();
  });

  it('should show a change at once in the list that it leads to', async () => {
    const archived = inbox.open({ state: 'archived' });
    const found = inbox.open({ state: 'archived', q: 'Two' });
    await inbox.settled();
    const shown = () => archived.items.map(item => item.title);
    const done = inbox.archive(entry.id);
    expect(inbox.items).toEqual([]);
    expect(shown()).toEqual(['One']);
    expect(archived.total).toBe(1);
    // Whether it has the words is for the server to say.
    expect(found.items).toEqual([]);
    await answerAll();
    await done;
    expect(shown()).toEqual(['One']);
    expect(archived.total).toBe(1);

    const back = inbox.archive(entry.id, false);
    expect(shown()).toEqual([]);
    expect(inbox.items).toHaveLength(1);
    await answerAll();
    await back;
    expect(shown()).toEqual([]);
  });

  it('should not show a change that failed in the list that it led to', async () => {
    const archived = inbox.open({ state: 'archived' });
    await inbox.settled();
    const failing = inbox.archive(entry.id);
    expect(archived.items).toHaveLength(1);
    inbox.server.drop(entry.id);
    const refused = expect(failing).rejects.toThrow('No such notification');
    await answerAll();
    await refused;
    expect(archived.items).toEqual([]);
    expect(archived.total).toBe(0);
  });

  it('should not wait for a change that failed, nor for those of other entries', async () => {
    const other = inbox.server.deliver({ title: 'Two' });
    await inbox.settled();
    const failing = inbox.markRead(entry.id);
    const refused = expect(failing).rejects.toThrow('No such notification');
    const again = inbox.archive(entry.id);
    const refusedToo = expect(again).rejects.toThrow('No such notification');
    void inbox.markRead(other.id);
    expect(asked).toEqual(['change', 'change']);
    inbox.server.drop(entry.id);
    await answerAll();
    await Promise.all([refused, refusedToo]);
    expect(asked).toHaveLength(3);
    expect(inbox.server.read(other.id)!.read).toBe(true);
  });

  describe('changeMany', () => {
    async function three(): Promise<INotification[]> {
      inbox.server.deliver({ title: 'Two' });
      inbox.server.deliver({ title: 'Three' });
      await inbox.settled();
      return [...inbox.items];
    }

    it('should show all at once and send a few at a time', async () => {
      for (let i = 0; i < 9; i++) {
        inbox.server.deliver({ title: `${i}` });
      }
      await inbox.settled();
      const done = inbox.changeMany(inbox.items, { read: true });
      expect(inbox.unread).toBe(0);
      expect(inbox.items.every(item => item.read)).toBe(true);
      expect(asked).toHaveLength(4);
      await answerAll();
      await done;
      expect(asked).toHaveLength(10);
      expect(inbox.server.count('unread')).toBe(0);
      expect(inbox.unread).toBe(0);
    });

    it('should take back what fails, alone, and say what that was', async () => {
      const [first, refused, last] = await three();
      inbox.server.intercept = async method => {
        if (method === 'change' && ++tried === 2) {
          throw new RefusedError({ message: 'Full', status: 503 });
        }
      };
      let tried = 0;
      const marking = inbox.changeMany(inbox.items, { archived: true });
      const failing = marking.catch((error: unknown) => error);
      expect(inbox.items).toEqual([]);
      await inbox.settled();
      const error = (await failing) as ManyFailedError;
      expect(error).toBeInstanceOf(ManyFailedError);
      expect(error.message).toBe('Full');
      expect(error.failures.map(one => one.id)).toEqual([refused.id]);
      expect(inbox.items.map(item => item.id)).toEqual([refused.id]);
      expect(inbox.unread).toBe(1);
      const isArchived = ({ id }: INotification) =>
        inbox.server.read(id)!.archived;
      expect([first, last].map(isArchived)).toEqual([true, true]);
    });

    it('should not show what fails in the list that it led to', async () => {
      inbox.server.touch(entry.id, { archived: true });
      await inbox.settled();
      const kept = inbox.server.read(entry.id)!;
      const { intercept } = inbox.server;
      inbox.server.intercept = () => {
        throw new RefusedError({ message: 'Full', status: 503 });
      };
      const back = inbox.changeMany([kept], { archived: false });
      await expect(back).rejects.toThrow('Full');
      expect(inbox.items).toEqual([]);
      expect(inbox.unread).toBe(0);
      inbox.server.intercept = intercept;
      const again = inbox.changeMany([kept], { archived: false });
      expect(inbox.items.map(item => item.id)).toEqual([entry.id]);
      expect(inbox.unread).toBe(1);
      await answerAll();
      await again;
      expect(inbox.items.map(item => item.id)).toEqual([entry.id]);
    });

    it.each<[string, IStateChange]>([
      ['read', { read: true }],
      ['archived', { archived: true }],
      ['snoozed', { snoozed_until: '2999-01-01T00:00:00Z' }]
    ])(
      'should take what is gone for deleted, the others being %s',
      async (_, change) => {
        const [first, gone, last] = await three();
        const all = inbox.open({ state: 'all' });
        await inbox.settled();
        const done = inbox.changeMany(inbox.items, change);
        inbox.server.drop(gone.id);
        await answerAll();
        expect((await done).map(one => one.id)).toEqual([first.id, last.id]);
        expect([first, last].map(one => inbox.server.read(one.id))).toEqual([
          expect.objectContaining(change),
          expect.objectContaining(change)
        ]);
        expect(all.items.map(item => item.id)).not.toContain(gone.id);
        expect(inbox.unread).toBe(0);
      }
    );

    it('should name only what failed, not what is gone', async () => {
      const [full, gone] = await three();
      inbox.server.intercept = async method => {
        if (method === 'change' && ++tried === 1) {
          throw new RefusedError({ message: 'Full', status: 503 });
        }
      };
      let tried = 0;
      inbox.server.drop(gone.id);
      const failing = inbox.changeMany([full, gone], { read: true });
      const error = (await failing.catch(one => one)) as ManyFailedError;
      expect(error.failures.map(one => one.id)).toEqual([full.id]);
      expect(inbox.items.map(item => item.id)).not.toContain(gone.id);
    });

    it('should keep the order of the changes of one entry', async () => {
      await three();
      const [one] = inbox.items;
      const first = inbox.changeMany([one, one], { read: true });
      const second = inbox.markRead(one.id, false);
      expect(asked).toEqual(['change']);
      expect(inbox.items[0].read).toBeUndefined();
      await answerAll();
      await Promise.all([first, second]);
      expect(inbox.server.read(one.id)!.read).toBeUndefined();
      expect(asked).toEqual(['change', 'change']);
    });
  });
});
