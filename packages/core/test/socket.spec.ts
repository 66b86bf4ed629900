/** The socket that comes back. */

import { ReconnectingSocket } from '../src/socket';
import { MockServer } from './mockserver';

describe('ReconnectingSocket', () => {
  let server: MockServer;
  let socket: ReconnectingSocket;

  beforeEach(() => {
    jest.useFakeTimers();
    server = new MockServer();
  });

  afterEach(() => {
    socket.dispose();
    expect(jest.getTimerCount()).toBe(0);
    setVisibility('visible');
    jest.useRealTimers();
  });

  async function start(): Promise<void> {
    socket = new ReconnectingSocket({
      serverSettings: server.settings,
      path: 'api/test',
      query: () => ({ a: 'b c' })
    });
    await jest.advanceTimersByTimeAsync(10);
  }

  function setVisibility(state: DocumentVisibilityState): void {
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: state
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }

  it('should open with the query and the token', async () => {
    await start();
    expect(socket.isOpen).toBe(true);
    expect(server.sockets[0].url.href).toBe(
      'ws://localhost/base/api/test?a=b%20c&token=sec%20ret'
    );
  });

  it('should leave the token out where cookies are enough', async () => {
    server = new MockServer();
    const settings = { ...server.settings, appendToken: false };
    socket = new ReconnectingSocket({ serverSettings: settings, path: 'p' });
    await jest.advanceTimersByTimeAsync(10);
    expect(server.sockets[0].url.search).toBe('');
  });

  it('should back off, with an end to it', async () => {
    server.accepts = false;
    await start();
    await jest.advanceTimersByTimeAsync(120_000);
    const early = server.sockets.length;
    expect(early).toBeGreaterThan(5);
    expect(early).toBeLessThan(60);
    server.accepts = true;
    await jest.advanceTimersByTimeAsync(30_000);
    expect(socket.isOpen).toBe(true);
  });

  it('should come back in a hidden tab', async () => {
    await start();
    setVisibility('hidden');
    server.sockets[0].drop();
    expect(socket.isOpen).toBe(false);
    await jest.advanceTimersByTimeAsync(1100);
    expect(socket.isOpen).toBe(true);
  });

  it('should not come back in step with others', async () => {
    const delays = new Set<number>();
    for (let i = 0; i < 5; i++) {
      server = new MockServer();
      await start();
      server.sockets[0].drop();
      let waited = 0;
      while (server.sockets.length < 2) {
        waited += 1;
        await jest.advanceTimersByTimeAsync(1);
      }
      expect(waited).toBeLessThanOrEqual(1100);
      delays.add(waited);
      socket.dispose();
    }
    expect(delays.size).toBeGreaterThan(1);
  });

  it.each(['visibilitychange', 'online'])(
    'should come back at once on %s',
    async type => {
      await start();
      server.accepts = false;
      server.sockets[0].drop();
      await jest.advanceTimersByTimeAsync(60_000);
      server.accepts = true;
      const target = type === 'online' ? window : document;
      target.dispatchEvent(new Event(type));
      await jest.advanceTimersByTimeAsync(1);
      expect(socket.isOpen).toBe(true);
    }
  );

  it('should not trust an open socket when the machine is online again', async () => {
    await start();
    window.dispatchEvent(new Event('online'));
    await jest.advanceTimersByTimeAsync(1);
    expect(server.sockets.map(one => one.state)).toEqual(['closed', 'open']);
    window.dispatchEvent(new Event('online'));
    await jest.advanceTimersByTimeAsync(1);
    expect(server.sockets).toHaveLength(3);
  });

  it('should not trust it in a hidden tab either, where nobody would notice', async () => {
    await start();
    setVisibility('hidden');
    window.dispatchEvent(new Event('online'));
    await jest.advanceTimersByTimeAsync(1);
    expect(server.sockets.map(one => one.state)).toEqual(['closed', 'open']);
  });

  it('should say when the page is looked at again', async () => {
    await start();
    const revived = jest.fn();
    socket.revived.connect(revived);
    setVisibility('hidden');
    expect(revived).not.toHaveBeenCalled();
    setVisibility('visible');
    expect(revived).toHaveBeenCalledTimes(1);
    expect(server.sockets).toHaveLength(1);
  });

  it('should give up a socket that does not open', async () => {
    server.hangs = true;
    await start();
    const closed = jest.fn();
    socket.closed.connect(closed);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(closed.mock.calls[0][1]).toEqual({ code: 0, wasOpen: false });
    server.hangs = false;
    await jest.advanceTimersByTimeAsync(5000);
    expect(socket.isOpen).toBe(true);
  });

  it('should stay closed when it is stopped, until it is told to', async () => {
    await start();
    socket.stop();
    window.dispatchEvent(new Event('online'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.sockets).toHaveLength(1);
    socket.reconnect();
    await jest.advanceTimersByTimeAsync(1);
    expect(socket.isOpen).toBe(true);
  });

  it('should send only while it is open', async () => {
    await start();
    socket.send({ a: 1 });
    server.sockets[0].drop();
    socket.send({ a: 2 });
    expect(server.sockets[0].sent).toEqual([{ a: 1 }]);
  });

  it('should be disposed once', async () => {
    await start();
    socket.dispose();
    socket.dispose();
    expect(server.sockets[0].state).toBe('closed');
    window.dispatchEvent(new Event('online'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.sockets).toHaveLength(1);
  });
});
