/** Deletions that are held back: undo, the clock, and a page that goes away. */

import { NotificationsConnector } from '../src';
import { MockServer, flush, titled } from './mockserver';

describe('removeLater()', () => {
  let server: MockServer;
  let connector: NotificationsConnector;

  beforeEach(async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask']
    });
    server = new MockServer();
    server.inbox.deliver(titled('One'));
    server.inbox.deliver(titled('Two'));
    connector = new NotificationsConnector({
      serverSettings: server.settings
    });
    connector.open({});
    await jest.advanceTimersByTimeAsync(10);
    server.asked();
  });

  afterEach(() => {
    connector.dispose();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  function titles(): string[] {
    return connector.items.map(item => item.title);
  }

  it('should hide at once, and delete after 8 seconds', async () => {
    const list = connector.open({});
    await flush();
    server.asked();
    const removal = connector.removeLater([connector.items[0]]);
    const settled: string[] = [];
    removal.settled.connect((_, outcome) => settled.push(outcome));
    expect(titles()).toEqual(['One']);
    expect(connector.unread).toBe(1);
    expect(list.total).toBe(1);
    await jest.advanceTimersByTimeAsync(7990);
    expect(server.asked()).toEqual([]);
    await jest.advanceTimersByTimeAsync(20);
    expect(server.asked()[0]).toMatch(/^DELETE /);
    expect(settled).toEqual(['sent']);
    expect(removal.isDisposed).toBe(true);
    await jest.advanceTimersByTimeAsync(2000);
    expect(titles()).toEqual(['One']);
    expect(connector.unread).toBe(1);
    expect(list.total).toBe(1);
  });

  it('should send nothing when it is undone', async () => {
    const removal = connector.removeLater([...connector.items]);
    const settled = jest.fn();
    removal.settled.connect(settled);
    expect(titles()).toEqual([]);
    expect(connector.unread).toBe(0);
    removal.undo();
    removal.undo();
    await removal.commit();
    expect(titles()).toEqual(['Two', 'One']);
    expect(connector.unread).toBe(2);
    expect(settled.mock.calls).toEqual([[removal, 'undone']]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(server.asked()).toEqual([]);
  });

  it('should stop the clock, and start it from the whole time', async () => {
    const removal = connector.removeLater([connector.items[0]]);
    await jest.advanceTimersByTimeAsync(7000);
    removal.pause();
    await jest.advanceTimersByTimeAsync(60_000);
    removal.resume();
    await jest.advanceTimersByTimeAsync(7990);
    expect(server.asked()).toEqual([]);
    await jest.advanceTimersByTimeAsync(20);
    expect(server.asked()[0]).toMatch(/^DELETE /);
  });

  it('should send with keepalive, before anything waits, when the page goes away', () => {
    const [two, one] = connector.items;
    connector.removeLater([two, one]);
    window.dispatchEvent(new Event('pagehide'));
    expect(
      server.seen.map(({ method, path, keepalive }) => [
        method,
        path,
        keepalive
      ])
    ).toEqual([
      ['DELETE', `api/notifications/${two.id}`, true],
      ['DELETE', `api/notifications/${one.id}`, true]
    ]);
  });

  it('should show what could not be deleted again', async () => {
    const [, one] = connector.items;
    server.intercept = seen =>
      seen.method === 'DELETE' && seen.path.endsWith(one.id)
        ? { status: 503, body: {} }
        : undefined;
    const removal = connector.removeLater([...connector.items]);
    const settled = jest.fn();
    removal.settled.connect(settled);
    await removal.commit();
    expect(settled.mock.calls).toEqual([[removal, 'failed']]);
    expect(titles()).toEqual(['One']);
    expect(connector.unread).toBe(1);
  });

  it('should take what is gone already for deleted', async () => {
    const [two] = connector.items;
    const removal = connector.removeLater([two]);
    const settled = jest.fn();
    removal.settled.connect(settled);
    server.inbox.drop(two.id);
    await flush();
    expect(connector.unread).toBe(1);
    await removal.commit();
    expect(settled.mock.calls).toEqual([[removal, 'sent']]);
    expect(connector.unread).toBe(1);
  });

  it('should keep the count when another tab reads a hidden entry', async () => {
    const [two] = connector.items;
    const removal = connector.removeLater([two]);
    server.inbox.touch(two.id, { read: true });
    await jest.advanceTimersByTimeAsync(1000);
    expect(connector.unread).toBe(1);
    removal.undo();
    expect(connector.unread).toBe(1);
  });

  it('should not let the count flicker while it is sent', async () => {
    const removal = connector.removeLater([connector.items[0]]);
    const counts = new Set<number>();
    connector.changed.connect(() => counts.add(connector.unread));
    server.intercept = async seen => {
      if (seen.method === 'DELETE') {
        server.inbox.drop(seen.path.split('/')[2]);
        await new Promise(resolve => setTimeout(resolve, 300));
        return { status: 204 };
      }
      return undefined;
    };
    void removal.commit();
    await jest.advanceTimersByTimeAsync(5000);
    expect([...counts]).toEqual([1]);
  });

  it('should say when it is too late to undo it', async () => {
    const removal = connector.removeLater([connector.items[0]]);
    const said: string[] = [];
    removal.sending.connect(() => said.push('sending'));
    removal.settled.connect((_, outcome) => said.push(outcome));
    server.intercept = async () => {
      await new Promise(resolve => setTimeout(resolve, 5000));
      return undefined;
    };
    await jest.advanceTimersByTimeAsync(8000);
    expect(said).toEqual(['sending']);
    removal.undo();
    expect(titles()).toEqual(['One']);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(said).toEqual(['sending', 'sent']);
  });

  it('should send what is held back when the inbox is disposed', () => {
    connector.removeLater([connector.items[0]]);
    connector.dispose();
    expect(server.asked()[0]).toMatch(/^DELETE /);
  });
});
