/** Requests: what is sent, and how refusals and broken answers are told apart. */

import { RefusedError, UnreachableError } from '../src';
import {
  readChanged,
  readChanges,
  readHint,
  readNotification,
  readPage,
  readPostAnswer,
  readSchemas,
  readStatus
} from '../src/answers';
import { ask } from '../src/requests';
import { MockServer } from './mockserver';

describe('ask()', () => {
  let server: MockServer;

  beforeEach(() => {
    server = new MockServer();
  });

  it('should encode the path and the query', async () => {
    server.intercept = () => ({ body: { a: 1 } });
    const answer = await ask(
      server.settings,
      { path: ['notifications', 'a/b?'], query: { q: 'a&b', no: undefined } },
      value => value
    );
    expect(answer).toEqual({ a: 1 });
    const [{ path, query, headers, method }] = server.seen;
    expect([method, path]).toEqual(['GET', 'api/notifications/a%2Fb%3F']);
    expect(query).toEqual({ q: 'a&b' });
    expect(headers.get('Authorization')).toBe('token sec ret');
  });

  it('should say what the server has against it', async () => {
    const errors = [{ path: '/title', message: 'is missing' }];
    server.intercept = () => ({
      status: 429,
      body: { message: 'Too many', reason: 'rate', errors: [...errors, 3] },
      headers: { 'Retry-After': '12' }
    });
    const asking = ask(server.settings, { path: [] }, value => value);
    await expect(asking).rejects.toThrow(RefusedError);
    await expect(asking).rejects.toMatchObject({
      message: 'Too many',
      status: 429,
      reason: 'rate',
      errors,
      retryAfter: 12
    });
  });

  it("should read a proxy's page as a refusal", async () => {
    server.intercept = () => ({ status: 502, body: '<html>' });
    await expect(
      ask(server.settings, { path: [] }, value => value)
    ).rejects.toMatchObject({
      status: 502,
      message: '502 Status',
      errors: [],
      retryAfter: null
    });
  });

  it('should not take a login page for an answer', async () => {
    server.intercept = () => ({ body: '<html>' });
    await expect(ask(server.settings, { path: [] }, readPage)).rejects.toThrow(
      UnreachableError
    );
  });

  it('should say that there is no server', async () => {
    server.setUp(false);
    await expect(
      ask(server.settings, { path: [] }, value => value)
    ).rejects.toThrow(UnreachableError);
  });
});

describe('answers', () => {
  const head = { epoch: 'e', seq: '1', unread: 0 };
  const item = {
    id: 'i',
    title: 't',
    arrived: '1',
    created: 'c',
    updated: 'u'
  };
  const page = { ...head, items: [item], next: null };
  const changes = {
    ...head,
    items: [item],
    removed: ['a'],
    more: false,
    reset: false
  };
  const schema = { schema_id: 'a', version: '1', properties: [] };
  const status = { durable: true, writable: true, allowed_commands: [] };

  it('should pass when they have the shape of the contract', () => {
    expect(readPage(page)).toEqual(page);
    expect(readChanges(changes)).toEqual(changes);
    expect(readChanged({ ...head, changed: 1 }).changed).toBe(1);
    expect(readHint({ ...head, schema_id: 's' }).unread).toBe(0);
    expect(readPostAnswer(item)).toEqual(item);
    expect(readPostAnswer({ id: 'i', recipients: 0 })).toEqual({
      id: 'i',
      recipients: 0
    });
    expect(readSchemas({ schemas: [schema] })).toEqual([schema]);
    expect(readStatus(status)).toEqual({ ...status, problem: null });
  });

  it.each<[string, (value: unknown) => unknown, unknown]>([
    ['nothing', readPage, null],
    ['an array', readPage, []],
    ['a page without items', readPage, { ...head, next: null }],
    ['a page without next', readPage, { ...head, items: [] }],
    ['a bad entry', readPage, { ...page, items: [{ id: 'i' }] }],
    ['changes without reset', readChanges, { ...changes, reset: undefined }],
    ['a head without seq', readHint, { ...head, seq: 3, schema_id: 's' }],
    ['changed without a number', readChanged, head],
    ['an entry without title', readNotification, { ...item, title: 1 }],
    ['a post without id', readPostAnswer, { recipients: 1 }],
    ['schemas without version', readSchemas, { schemas: [{ schema_id: 'a' }] }],
    ['a status without durable', readStatus, { ...status, durable: 1 }]
  ])('should refuse %s', (_, read, value) => {
    expect(() => read(value)).toThrow(TypeError);
  });
});
