/** No change is lost between a list that is loading and the cursor, whatever comes first. */

import { NotificationsConnector } from '../src';
import { MockServer, flush, titled } from './mockserver';

describe('Sync', () => {
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

  function connect(): void {
    connector = new NotificationsConnector({ serverSettings: server.settings });
  }

  /** Let the first page of each list be read now, and answered when the test says so. */
  function holdPages(): Array<() => void> {
    const held: Array<() => void> = [];
    server.intercept = ({ path }) => {
      if (path !== 'api/notifications') {
        return undefined;
      }
      const body = server.inbox.readPage({}, 50);
      return new Promise(resolve => held.push(() => resolve({ body })));
    };
    return held;
  }

  const titlesOf = (list: { items: ReadonlyArray<{ title: string }> }) =>
    list.items.map(item => item.title);

  it('should show what came between a page and the first hint', async () => {
    server.hangs = true;
    const held = holdPages();
    connect();
    const list = connector.open({});
    await jest.advanceTimersByTimeAsync(1);
    expect(held).toHaveLength(1);
    server.inbox.deliver(titled('Between'));
    // The first hint speaks of an entry that the page, read before it, does not have.
    server.sockets[0].state = 'open';
    server.sockets[0].onopen?.();
    server.sockets[0].push({ schema_id: 'hint', ...server.inbox.head });
    await flush();
    held.splice(0).forEach(answer => answer());
    await jest.advanceTimersByTimeAsync(2000);
    expect(titlesOf(list)).toEqual(['Between']);
  });

  it('should show what came between two pages that are the first to be heard', async () => {
    server.hangs = true;
    const held = holdPages();
    connect();
    const early = connector.open({});
    await flush();
    server.inbox.deliver(titled('Between'));
    const late = connector.open({});
    await flush();
    expect(held).toHaveLength(2);
    held[1]();
    await flush();
    held[0]();
    await jest.advanceTimersByTimeAsync(2000);
    expect(titlesOf(late)).toEqual(['Between']);
    expect(titlesOf(early)).toEqual(['Between']);
  });

  it('should read its pages again when the server refuses the cursor, whatever is hinted meanwhile', async () => {
    connect();
    const list = connector.open({});
    await jest.advanceTimersByTimeAsync(10);
    let refusals = 1;
    server.intercept = ({ path }) =>
      path.endsWith('changes') && refusals-- > 0
        ? { status: 400, body: { message: 'No such cursor' } }
        : undefined;
    server.inbox.deliver(titled('One'));
    await flush();
    server.inbox.deliver(titled('Two'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(titlesOf(list)).toEqual(['Two', 'One']);
    expect(server.asked().length).toBeLessThan(10);
  });
});
