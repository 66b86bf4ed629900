/** The connector over the edge of the network: pace, resuming, failures, and what it leaves behind. */

import { NotificationsConnector, RefusedError, UnreachableError } from '../src';
import type { INotifications } from '../src';
import { MockServer, flush, titled } from './mockserver';

describe('NotificationsConnector', () => {
  let server: MockServer;
  let connector: NotificationsConnector;

  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask']
    });
    server = new MockServer();
  });

  afterEach(() => {
    connector.dispose();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  async function start(): Promise<void> {
    connector = new NotificationsConnector({
      serverSettings: server.settings
    });
    await jest.advanceTimersByTimeAsync(10);
  }

  function titles(): string[] {
    return connector.items.map(item => item.title);
  }

  it('should know the count from the first hint, without a request', async () => {
    server.inbox.deliver(titled('One'));
    await start();
    await connector.ready;
    expect(connector.unread).toBe(1);
    expect(connector.connection).toBe('online');
    expect(connector.seq).toBe(server.inbox.head.seq);
    expect(server.asked()).toEqual([]);
    expect(connector.items).toEqual([]);
  });

  it('should ask nothing while nothing happens', async () => {
    await start();
    connector.open({});
    await flush();
    server.asked();
    await jest.advanceTimersByTimeAsync(3600_000);
    expect(server.asked()).toEqual([]);
    expect(server.sockets).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('should show a single notification at once', async () => {
    await start();
    connector.open({});
    await flush();
    server.asked();
    server.inbox.deliver(titled('One'));
    expect(connector.unread).toBe(1);
    await flush();
    expect(titles()).toEqual(['One']);
    expect(server.asked()).toEqual(['GET api/notifications/changes']);
  });

  it('should ask once an interval, and always after the last hint', async () => {
    await start();
    connector.open({});
    await flush();
    server.asked();
    for (let i = 0; i < 7; i++) {
      server.inbox.deliver(titled(`${i}`));
      await jest.advanceTimersByTimeAsync(99);
    }
    expect(connector.unread).toBe(7);
    expect(server.asked()).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(10);
    expect(server.asked()).toHaveLength(1);
    expect(titles()[0]).toBe('6');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.asked()).toEqual([]);
  });

  it('should follow the interval that is set', async () => {
    await start();
    connector.hintInterval = 500;
    server.inbox.deliver(titled('One'));
    server.inbox.deliver(titled('Two'));
    await flush();
    expect(server.asked()).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(498);
    expect(server.asked()).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(3);
    expect(server.asked()).toHaveLength(1);
  });

  it.each([0, 1, 3, 5, 7, 10])(
    'should make few requests in a burst of 1000 within %s s, and end with the last state',
    async seconds => {
      await start();
      const list = connector.open({});
      await flush();
      server.asked();
      for (let i = 0; i < 1000; i++) {
        server.inbox.deliver(titled(`${i}`));
        if (seconds) {
          await jest.advanceTimersByTimeAsync(seconds);
        }
      }
      expect(connector.unread).toBe(1000);
      await jest.advanceTimersByTimeAsync(900);
      expect(list.items[0].title).toBe('999');
      expect(list.total).toBe(1000);
      expect(server.asked().length).toBeLessThanOrEqual(6);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(server.asked()).toEqual([]);
    }
  );

  it('should never have two questions for changes under way', async () => {
    await start();
    let running = 0;
    let most = 0;
    server.intercept = async seen => {
      if (seen.path.endsWith('changes')) {
        most = Math.max(most, ++running);
        await new Promise(resolve => setTimeout(resolve, 3000));
        running--;
      }
      return undefined;
    };
    for (let i = 0; i < 50; i++) {
      server.inbox.deliver(titled(`${i}`));
      await jest.advanceTimersByTimeAsync(200);
    }
    await jest.advanceTimersByTimeAsync(10_000);
    expect(most).toBe(1);
    expect(running).toBe(0);
  });

  it('should page on while there is more', async () => {
    await start();
    const list = connector.open({});
    await flush();
    server.asked();
    const seen: string[] = [];
    connector.changed.connect((_, change) => {
      seen.push(...change.items.map(item => item.title));
    });
    for (let i = 0; i < 150; i++) {
      server.inbox.deliver(titled(`${i}`), { quietly: i < 149 });
    }
    await flush();
    expect(server.asked()).toHaveLength(2);
    expect(seen).toEqual([...Array(150).keys()].map(String));
    expect(list.items).toHaveLength(150);
  });

  it('should resume from its cursor after 1006 and after 4008', async () => {
    await start();
    const list = connector.open({});
    await flush();
    for (const code of [1006, 4008]) {
      const { epoch, seq } = server.inbox.head;
      server.sockets[server.sockets.length - 1].drop(code);
      expect(connector.connection).toBe('connecting');
      server.inbox.deliver(titled(`After ${code}`));
      server.asked();
      await jest.advanceTimersByTimeAsync(1100);
      const { searchParams } = server.sockets[server.sockets.length - 1].url;
      expect(searchParams.get('epoch')).toBe(epoch);
      expect(searchParams.get('after')).toBe(seq);
      expect(connector.connection).toBe('online');
      expect(list.items[0].title).toBe(`After ${code}`);
      expect(server.asked()).toEqual(['GET api/notifications/changes']);
      await jest.advanceTimersByTimeAsync(5000);
    }
  });

  it('should read its pages again when the store is another one', async () => {
    server.inbox.deliver(titled('Old'));
    await start();
    const list = connector.open({});
    await flush();
    const resets: boolean[] = [];
    connector.changed.connect((_, change) => resets.push(change.reset));
    server.inbox.replace();
    server.inbox.deliver(titled('New'));
    await jest.advanceTimersByTimeAsync(2000);
    expect(resets).toContain(true);
    expect(titles()).toEqual(['New']);
    expect(connector.unread).toBe(1);
    expect(list.total).toBe(1);
  });

  it('should not go back when hints come out of order', async () => {
    await start();
    const early = server.inbox.head;
    server.inbox.deliver(titled('One'));
    await flush();
    server.asked();
    server.open[0].push({ schema_id: 'hint', ...early });
    expect(connector.unread).toBe(1);
    await jest.advanceTimersByTimeAsync(2000);
    expect(server.asked()).toEqual([]);
  });

  it('should ignore frames that are not hints', async () => {
    await start();
    const [socket] = server.open;
    socket.push('not json');
    socket.push('null');
    socket.push({ schema_id: 'hint', unread: 'many' });
    expect(connector.unread).toBe(0);
    server.inbox.deliver(titled('One'));
    expect(connector.unread).toBe(1);
  });

  it('should say that it is offline, and heal', async () => {
    await start();
    const list = connector.open({});
    await flush();
    const states: INotifications.Connection[] = [];
    connector.changed.connect(() => states.push(connector.connection));
    server.setUp(false);
    await jest.advanceTimersByTimeAsync(1100);
    expect(connector.connection).toBe('offline');
    await expect(connector.markRead('x')).rejects.toThrow(UnreachableError);
    server.inbox.deliver(titled('Meanwhile'));
    server.setUp(true);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(connector.connection).toBe('online');
    expect(list.items[0].title).toBe('Meanwhile');
    expect(states.filter((one, i) => one !== states[i - 1])).toEqual([
      'connecting',
      'offline',
      'online'
    ]);
  });

  it('should load again what could not be loaded', async () => {
    server.setUp(false);
    await start();
    const list = connector.open({});
    await jest.advanceTimersByTimeAsync(100);
    expect(list.state).toBe('failed');
    server.inbox.deliver(titled('One'));
    server.setUp(true);
    await connector.refresh();
    await jest.advanceTimersByTimeAsync(100);
    expect(connector.connection).toBe('online');
    expect(list.state).toBe('ready');
    expect(titles()).toEqual(['One']);
  });

  it('should ask again when the store was in trouble', async () => {
    await start();
    connector.open({});
    await flush();
    server.asked();
    server.intercept = () => ({
      status: 503,
      body: { message: 'Locked', reason: null, errors: [] },
      headers: { 'Retry-After': '7' }
    });
    server.inbox.deliver(titled('One'));
    await jest.advanceTimersByTimeAsync(1000);
    expect(titles()).toEqual([]);
    expect(server.asked()).toHaveLength(1);
    server.intercept = () => undefined;
    await jest.advanceTimersByTimeAsync(5900);
    expect(server.asked()).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(200);
    expect(titles()).toEqual(['One']);
    expect(server.asked()).toHaveLength(1);
  });

  it('should take a change back that the server refuses', async () => {
    const { id } = server.inbox.deliver(titled('One'));
    await start();
    const list = connector.open({});
    await flush();
    server.intercept = seen =>
      seen.method === 'PATCH'
        ? { status: 503, body: { message: 'Full', reason: 'r', errors: [] } }
        : undefined;
    const marking = connector.markRead(id);
    expect(list.items[0].read).toBe(true);
    expect(connector.unread).toBe(0);
    await expect(marking).rejects.toMatchObject({ status: 503, reason: 'r' });
    await expect(marking).rejects.toThrow(RefusedError);
    expect(list.items[0].read).toBeUndefined();
    expect(connector.unread).toBe(1);
  });

  it('should forget an entry that is gone when it is changed', async () => {
    const { id } = server.inbox.deliver(titled('One'));
    await start();
    const list = connector.open({});
    await flush();
    server.intercept = () => ({ status: 404, body: {} });
    await expect(connector.archive(id)).rejects.toMatchObject({ status: 404 });
    expect(list.items).toEqual([]);
  });

  it.each(['before', 'after'])(
    'should not flicker when the hint of an own change comes %s its answer',
    async order => {
      server.inbox.deliver(titled('One'));
      const { id } = server.inbox.deliver(titled('Two'));
      await start();
      const list = connector.open({});
      await flush();
      const counts: number[] = [];
      const reads: unknown[] = [];
      connector.changed.connect(() => {
        counts.push(connector.unread);
        reads.push(list.items.find(item => item.id === id)?.read);
      });
      server.intercept = async seen => {
        if (seen.method === 'PATCH') {
          const [socket] = server.open;
          if (order === 'after') {
            socket.state = 'connecting';
          }
          const body = server.inbox.touch(id, { read: true });
          await new Promise(resolve => setTimeout(resolve, 100));
          socket.state = 'open';
          return { body };
        }
        return undefined;
      };
      const marking = connector.markRead(id);
      await jest.advanceTimersByTimeAsync(150);
      await marking;
      if (order === 'after') {
        server.open[0].push({ schema_id: 'hint', ...server.inbox.head });
      }
      await jest.advanceTimersByTimeAsync(5000);
      expect(new Set(counts)).toEqual(new Set([1]));
      expect(new Set(reads)).toEqual(new Set([true]));
    }
  );

  it('should not fall back to an older answer that comes late', async () => {
    const { id } = server.inbox.deliver(titled('One'));
    await start();
    const list = connector.open({});
    await flush();
    const reads: unknown[] = [];
    let release: () => void = () => undefined;
    server.intercept = seen => {
      if (seen.path.endsWith('changes')) {
        const { epoch, after } = seen.query;
        const body = server.inbox.readChanges(epoch, after, 100);
        return new Promise(resolve => {
          release = () => resolve({ body });
        });
      }
      return undefined;
    };
    // Another tab's change is asked for, then this page's own is answered, then the old answer comes.
    server.inbox.touch(id, { read: true });
    server.inbox.touch(id, { read: false });
    await flush();
    await connector.markRead(id);
    list.changed.connect(() => reads.push(list.items[0]?.read));
    release();
    await flush();
    expect(list.items[0].read).toBe(true);
    expect(reads).not.toContain(undefined);
    server.intercept = () => undefined;
    await jest.advanceTimersByTimeAsync(2000);
    expect(list.items[0].read).toBe(true);
    expect(connector.unread).toBe(0);
  });

  it('should mark all read up to what it has shown', async () => {
    for (let i = 0; i < 3; i++) {
      server.inbox.deliver(titled(`${i}`));
    }
    await start();
    const list = connector.open({});
    await flush();
    const shown = connector.seq;
    server.inbox.deliver(titled('Meanwhile'), { quietly: true });
    const marking = connector.markAllRead();
    expect(connector.unread).toBe(0);
    expect(list.items.every(item => item.read)).toBe(true);
    const { changed } = await marking;
    expect(changed).toBe(3);
    const request = server.seen.find(one => one.method === 'PATCH');
    expect(request?.query).toEqual({ up_to: shown });
    expect(connector.unread).toBe(1);
    await jest.advanceTimersByTimeAsync(1000);
    expect(list.items.map(item => item.read)).toEqual([
      undefined,
      true,
      true,
      true
    ]);
  });

  it('should mark read what a list has shown before the cursor came to it', async () => {
    await start();
    server.inbox.deliver(titled('One'));
    await flush();
    // The first hint was followed at once; this one waits.
    server.inbox.deliver(titled('Two'));
    const list = connector.open({});
    await flush();
    expect(list.items).toHaveLength(2);
    await connector.markAllRead();
    expect(connector.unread).toBe(0);
    expect(server.inbox.head.unread).toBe(0);
  });

  it('should include what this page has just marked unread', async () => {
    const { id } = server.inbox.deliver(titled('One', { read: true }));
    await start();
    connector.open({});
    await flush();
    await connector.markRead(id, false);
    expect(connector.unread).toBe(1);
    await connector.markAllRead();
    expect(connector.unread).toBe(0);
    expect(server.inbox.head.unread).toBe(0);
  });

  it('should speak of single entries as a data connector', async () => {
    await start();
    const posted = await connector.notify(titled('One', { body: 'Body' }));
    const { id } = posted;
    expect(await connector.fetch(id)).toMatchObject({ title: 'One' });
    expect((await connector.list({ state: 'all' })).ids).toEqual([id]);
    expect(await connector.save(id, { archived: true })).toMatchObject({
      archived: true
    });
    await connector.remove(id);
    expect(await connector.fetch(id)).toBeUndefined();
    await expect(connector.remove(id)).resolves.toBeUndefined();
    expect(await connector.fetchStatus()).toMatchObject({ backend: 'memory' });
    expect(connector.status?.durable).toBe(false);
  });

  it('should ask anew when the page is looked at again', async () => {
    await start();
    server.asked();
    document.dispatchEvent(new Event('visibilitychange'));
    await flush();
    expect(server.asked()).toEqual(['GET api/notifications/changes']);
    expect(server.sockets).toHaveLength(1);
  });

  it('should leave a server without our extension alone', async () => {
    const warn = jest.spyOn(console, 'error');
    server.accepts = false;
    server.intercept = () => ({ status: 404, body: '<html>' });
    await start();
    await jest.advanceTimersByTimeAsync(3600_000);
    document.dispatchEvent(new Event('visibilitychange'));
    await jest.advanceTimersByTimeAsync(3600_000);
    expect(connector.connection).toBe('offline');
    expect(server.sockets).toHaveLength(1);
    expect(server.asked()).toEqual(['GET api/notifications/status']);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    server.accepts = true;
    server.intercept = () => undefined;
    await connector.refresh();
    await jest.advanceTimersByTimeAsync(10);
    expect(connector.connection).toBe('online');
  });

  it('should let go of everything', async () => {
    await start();
    const list = connector.open({});
    const disposed = jest.fn();
    connector.disposed.connect(disposed);
    server.inbox.deliver(titled('One'));
    server.inbox.deliver(titled('Two'));
    connector.dispose();
    connector.dispose();
    expect(disposed).toHaveBeenCalledTimes(1);
    expect(list.isDisposed).toBe(true);
    expect(server.open).toEqual([]);
    server.asked();
    window.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.asked()).toEqual([]);
    expect(server.sockets).toHaveLength(1);
  });

  it('should tell at once, and whenever the server is reached anew', async () => {
    const looking = { looking_at: 'RTC:a/Run.ipynb' };
    const ran = { ran: { kernel: 'k', message: 'm', cell: 'c' } };
    await start();
    connector.tell('front', { looking_at: 'Before.ipynb' });
    connector.tell('m', ran);
    connector.tell('front', looking);
    expect(server.sockets[0].sent).toEqual([
      { looking_at: 'Before.ipynb' },
      ran,
      looking
    ]);
    server.sockets[0].drop();
    await jest.advanceTimersByTimeAsync(1100);
    expect(server.sockets[1].sent).toEqual([ran, looking]);
    // Also where the socket before was never seen to close.
    window.dispatchEvent(new Event('online'));
    await jest.advanceTimersByTimeAsync(10);
    expect(server.sockets[2].sent).toEqual([ran, looking]);
  });

  it('should tell later what cannot be told now, and no more what is over', async () => {
    server.accepts = false;
    await start();
    connector.tell('front', { looking_at: 'Run.ipynb' });
    connector.tell('m', { ran: { kernel: 'k', message: 'm', cell: 'c' } });
    connector.tell('m', null);
    connector.tell('of something else', null);
    server.accepts = true;
    await jest.advanceTimersByTimeAsync(5000);
    expect(connector.connection).toBe('online');
    expect(server.sockets.flatMap(socket => socket.sent)).toEqual([
      { looking_at: 'Run.ipynb' }
    ]);
  });
});
