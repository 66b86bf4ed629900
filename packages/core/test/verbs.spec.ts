/** Own changes reach the server in the order in which they were made. */

import { ManyFailedError, RefusedError } from '../src';
import { FakeNotifications } from '../src/standalone';
import type { INotification } from '../src';

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
      const [, gone, last] = await three();
      const marking = inbox.changeMany(inbox.items, { archived: true });
      const failing = marking.catch((error: unknown) => error);
      expect(inbox.items).toEqual([]);
      let refuse = true;
      inbox.server.drop(gone.id);
      const { intercept } = inbox.server;
      inbox.server.intercept = method => {
        if (method === 'change' && refuse) {
          throw new RefusedError({ message: 'Full', status: 503 });
        }
        return intercept?.(method);
      };
      await answerAll();
      const error = (await failing) as ManyFailedError;
      expect(error).toBeInstanceOf(ManyFailedError);
      expect(error.message).toBe('No such notification');
      expect(error.failures.map(one => one.id)).toEqual([gone.id]);
      expect(inbox.items).toEqual([]);

      const kept = inbox.server.read(last.id)!;
      const back = inbox.changeMany([kept], { archived: false });
      await expect(back).rejects.toThrow('Full');
      expect(inbox.items).toEqual([]);
      expect(inbox.unread).toBe(0);
      refuse = false;
      const again = inbox.changeMany([kept], { archived: false });
      expect(inbox.items.map(item => item.id)).toEqual([last.id]);
      expect(inbox.unread).toBe(1);
      await answerAll();
      await again;
      expect(inbox.items.map(item => item.id)).toEqual([last.id]);
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
