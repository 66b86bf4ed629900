/** Own changes reach the server in the order in which they were made. */

import { FakeNotifications } from '../src';
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
});
