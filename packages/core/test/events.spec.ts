/** The events client and its subscriptions. */

import { RefusedError } from '../src';
import { EventsClient } from '../src/events';
import type { EventFilter, IEventFrame } from '../src';
import { MockServer, flush } from './mockserver';
import type { MockSocket } from './mockserver';

const FILTERS: EventFilter[] = [{ exact: { schema_id: 'a' } }];
const OTHERS: EventFilter[] = [{ prefix: { schema_id: 'b' } }];

describe('EventsClient', () => {
  let server: MockServer;
  let events: EventsClient;

  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask']
    });
    server = new MockServer();
    events = new EventsClient({ serverSettings: server.settings });
  });

  afterEach(() => {
    events.dispose();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  async function settle(): Promise<void> {
    await jest.advanceTimersByTimeAsync(2000);
  }

  function socket(): MockSocket {
    return server.sockets[server.sockets.length - 1];
  }

  it('should list the schemas and read one', async () => {
    const summary = { schema_id: 'a', version: '1', properties: ['x'] };
    server.intercept = ({ query }) => ({
      body: query.schema_id ? { $id: query.schema_id } : { schemas: [summary] }
    });
    expect(await events.schemas()).toEqual([summary]);
    expect(await events.schema('a b')).toEqual({ $id: 'a b' });
  });

  it('should emit, and reject with the reasons of the server', async () => {
    const event = { schema_id: 'a', version: '1', data: { x: 1 } };
    server.intercept = () => ({ status: 204 });
    await events.emit(event);
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: 'api/events',
      body: event
    });
    const errors = [{ path: '/data/x', message: 'is no string' }];
    server.intercept = () => ({
      status: 400,
      body: { message: 'Invalid', reason: null, errors }
    });
    const emitting = events.emit(event);
    await expect(emitting).rejects.toThrow(RefusedError);
    await expect(emitting).rejects.toMatchObject({ status: 400, errors });
  });

  it('should let events through as they come', async () => {
    const subscription = events.subscribe();
    await settle();
    expect(socket().url.href).toBe(
      'ws://localhost/base/api/events/subscribe?token=sec%20ret'
    );
    const seen: IEventFrame[] = [];
    subscription.stream.connect((_, frame) => seen.push(frame));
    socket().push({ schema_id: 'a', x: 1 });
    socket().push('nonsense');
    expect(seen).toEqual([{ schema_id: 'a', x: 1 }]);
    expect(socket().sent).toEqual([]);
  });

  it('should drop what comes before the filters are in force', async () => {
    const subscription = events.subscribe(FILTERS);
    const seen: string[] = [];
    subscription.stream.connect((_, frame) => seen.push(frame.schema_id));
    await settle();
    expect(socket().sent).toEqual([{ filters: FILTERS }]);
    socket().push({ schema_id: 'other' });
    socket().push({ filters: FILTERS });
    socket().push({ schema_id: 'a' });
    expect(seen).toEqual(['a']);
  });

  it('should send its filters again when the socket comes back', async () => {
    const subscription = events.subscribe(FILTERS);
    await settle();
    socket().push({ filters: FILTERS });
    const setting = subscription.setFilters(OTHERS);
    const seen: string[] = [];
    subscription.stream.connect((_, frame) => seen.push(frame.schema_id));
    socket().drop(4008);
    await settle();
    expect(server.sockets).toHaveLength(2);
    expect(socket().sent).toEqual([{ filters: OTHERS }]);
    socket().push({ schema_id: 'a' });
    socket().push({ filters: OTHERS });
    await setting;
    socket().push({ schema_id: 'b' });
    expect(seen).toEqual(['b']);
  });

  it('should reject filters that are refused, and keep the last ones', async () => {
    const subscription = events.subscribe(FILTERS);
    await settle();
    socket().push({ filters: FILTERS });
    const setting = subscription.setFilters([{ exact: { no: 'such' } }]);
    socket().push({ error: { message: 'No', reason: null, errors: [] } });
    await expect(setting).rejects.toThrow('No');
    socket().drop();
    await settle();
    expect(socket().sent).toEqual([{ filters: FILTERS }]);
  });

  it('should wait for the server to take filters', async () => {
    server.accepts = false;
    const subscription = events.subscribe();
    await flush();
    const done = jest.fn();
    const setting = subscription.setFilters(OTHERS).then(done);
    await settle();
    expect(done).not.toHaveBeenCalled();
    server.accepts = true;
    await jest.advanceTimersByTimeAsync(60_000);
    socket().push({ filters: OTHERS });
    await setting;
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('should ask again with what is wanted when the machine is online again', async () => {
    const subscription = events.subscribe(FILTERS);
    await settle();
    socket().push({ filters: FILTERS });
    let isTaken = false;
    void subscription.setFilters(OTHERS).then(() => {
      isTaken = true;
    });
    // The socket is dead, and nobody has noticed: a new one takes its place, without a word of closing.
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(server.sockets).toHaveLength(2);
    expect(socket().sent).toEqual([{ filters: OTHERS }]);
    socket().push({ filters: OTHERS });
    await flush();
    expect(isTaken).toBe(true);
  });

  it('should not let everything through because its first filters were refused', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation();
    const subscription = events.subscribe(FILTERS);
    const seen: IEventFrame[] = [];
    subscription.stream.connect((_, frame) => void seen.push(frame));
    await settle();
    socket().push({ error: { message: 'No', reason: null } });
    expect(error).toHaveBeenCalledTimes(1);
    error.mockRestore();
    socket().drop();
    await settle();
    expect(server.sockets).toHaveLength(2);
    socket().push({ schema_id: 'other' });
    expect(seen).toEqual([]);
  });

  it('should end subscriptions with itself', async () => {
    const subscription = events.subscribe(FILTERS);
    await settle();
    const setting = subscription.setFilters(OTHERS);
    const disposed = jest.fn();
    events.disposed.connect(disposed);
    const reading = (async () => {
      for await (const _ of subscription.stream) {
        void _;
      }
    })();
    events.dispose();
    events.dispose();
    await reading;
    await expect(setting).rejects.toThrow('disposed');
    await expect(subscription.setFilters([])).rejects.toThrow('disposed');
    expect(subscription.isDisposed).toBe(true);
    expect(socket().state).toBe('closed');
    expect(disposed).toHaveBeenCalledTimes(1);
    expect(() => events.subscribe()).toThrow('disposed');
  });
});
