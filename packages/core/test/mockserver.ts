/** The edge of the network for tests: `fetch` and `WebSocket` of a server whose inbox is in memory. */

import { ServerConnection } from '@jupyterlab/services';

import { RefusedError } from '../src';
import { MemoryBackend } from '../src/standalone';
import type {
  INotificationDraft,
  IPreferencesChange,
  IQuery,
  IStateChange
} from '../src';

/** What a request said. */
export interface ISeen {
  method: string;
  /** Relative to the base URL. */
  path: string;
  query: Record<string, string>;
  body: unknown;
  keepalive: boolean;
  headers: Headers;
}

/** A draft or entry with this title. */
export function titled<T extends object>(title: string, rest?: T) {
  return { title, ...rest } as T & { title: string };
}

/** Let what is under way go on, without any time passing. */
export async function flush(): Promise<void> {
  for (let i = 0; i < 100; i++) {
    await Promise.resolve();
  }
}

/** A socket whose other end the test holds. */
export class MockSocket {
  constructor(url: string) {
    this.url = new URL(url);
    MockSocket.server?.sockets.push(this);
    void Promise.resolve().then(() => this._settle());
  }

  static server: MockServer | null = null;

  readonly url: URL;
  readonly sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  state: 'connecting' | 'open' | 'closed' = 'connecting';

  /** The client sends. */
  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  /** The client closes. */
  close(): void {
    this.state = 'closed';
  }

  /** The server sends. */
  push(message: object | string): void {
    const data =
      typeof message === 'string' ? message : JSON.stringify(message);
    this.onmessage?.({ data });
  }

  /** The server, or the network, closes. */
  drop(code = 1006): void {
    if (this.state !== 'closed') {
      this.state = 'closed';
      this.onclose?.({ code });
    }
  }

  private _settle(): void {
    const server = MockSocket.server;
    if (this.state !== 'connecting' || !server || server.hangs) {
      return;
    }
    if (!server.accepts) {
      this.drop();
      return;
    }
    this.state = 'open';
    this.onopen?.();
    if (this.url.pathname.endsWith('/notification')) {
      this.push({ schema_id: 'hint', ...server.inbox.head });
    }
  }
}

/** A Jupyter server at http://localhost/base/. */
export class MockServer {
  constructor() {
    MockSocket.server = this;
    this.inbox.start(() => null);
    this.inbox.hinted.connect((_, hint) => {
      this.open.forEach(socket => socket.push({ ...hint }));
    });
    this.settings = ServerConnection.makeSettings({
      baseUrl: 'http://localhost/base/',
      wsUrl: 'ws://localhost/base/',
      token: 'sec ret',
      appendToken: true,
      Request: MockRequest,
      fetch: request => this._fetch(request as MockRequest),
      WebSocket: MockSocket as unknown as typeof WebSocket
    });
  }

  readonly settings: ServerConnection.ISettings;
  readonly inbox = new MemoryBackend();
  readonly sockets: MockSocket[] = [];
  readonly seen: ISeen[] = [];
  /** Whether sockets are let in. */
  accepts = true;
  /** Whether sockets are neither let in nor sent away. */
  hangs = false;
  /** Whether requests are answered at all. */
  answers = true;
  /** Answers a request in place of the inbox, if it returns something; may wait. */
  intercept: (
    seen: ISeen
  ) => Promise<IAnswer | undefined> | IAnswer | undefined = () => undefined;

  /** Sockets of hints that are open. */
  get open(): MockSocket[] {
    return this.sockets.filter(
      one => one.state === 'open' && one.url.pathname.endsWith('/notification')
    );
  }

  /** What was asked so far, as `METHOD path`, since the last time. */
  asked(): string[] {
    return this.seen.splice(0).map(one => `${one.method} ${one.path}`);
  }

  /** Stop, or start again. */
  setUp(up: boolean): void {
    this.accepts = this.answers = up;
    if (!up) {
      this.sockets.forEach(socket => socket.drop());
    }
  }

  private async _fetch(request: MockRequest): Promise<Response> {
    const url = new URL(request.url);
    const query = Object.fromEntries(
      [...url.searchParams].filter(([key]) => !/^\d+$/.test(key))
    );
    const seen: ISeen = {
      method: request.method,
      path: url.pathname.replace('/base/', ''),
      query,
      body: request.sent ? JSON.parse(request.sent) : undefined,
      keepalive: request.outlives,
      headers: request.headers
    };
    this.seen.push(seen);
    if (!this.answers) {
      throw new TypeError('Failed to fetch');
    }
    let answer: IAnswer;
    try {
      answer = (await this.intercept(seen)) ?? (await this._answer(seen));
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        throw error;
      }
      const { status, message, reason, errors } = error;
      answer = { status, body: { message, reason, errors } };
    }
    const { status = 200, body = null, headers = {} } = answer;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return {
      ok: status < 400,
      status,
      statusText: 'Status',
      headers: new Headers(headers),
      json: async () => JSON.parse(text)
    } as Response;
  }

  private async _answer(seen: ISeen): Promise<IAnswer> {
    const { inbox } = this;
    const { method, path, query } = seen;
    const { limit = '50', before, epoch = '', after = '', up_to } = query;
    const change = seen.body as IStateChange;
    const filter = { ...query } as IQuery & Record<string, string>;
    ['limit', 'before', 'up_to'].forEach(key => delete filter[key]);
    const [, , id] = path.split('/');
    switch (`${method} ${path.replace(id, ':id')}`) {
      case 'GET api/notifications':
        return { body: inbox.readPage(filter, Number(limit), before) };
      case 'POST api/notifications':
        return {
          status: 201,
          body: inbox.deliver(seen.body as INotificationDraft)
        };
      case 'PATCH api/notifications': {
        const changed = inbox.touchAll(filter, change, up_to);
        return { body: { ...inbox.head, changed } };
      }
    }
    if (path === 'api/notifications/changes') {
      return { body: inbox.readChanges(epoch, after, Number(limit)) };
    }
    if (path === 'api/notifications/status') {
      return { body: await inbox.status() };
    }
    if (path === 'api/notifications/preferences') {
      const kept = seen.body as IPreferencesChange;
      return {
        body:
          method === 'PUT'
            ? inbox.keepPreferences(kept)
            : inbox.readPreferences()
      };
    }
    switch (method) {
      case 'GET': {
        const entry = inbox.read(id);
        return entry ? { body: entry } : { status: 404, body: {} };
      }
      case 'PATCH':
        return { body: inbox.touch(id, change) };
      case 'DELETE':
        inbox.drop(id);
        return { status: 204 };
    }
    return { status: 404, body: '<html>' };
  }
}

/** What is answered; a string is sent as it is. */
export interface IAnswer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A request that remembers what it was made with. */
class MockRequest extends Request {
  constructor(url: RequestInfo | URL, init: RequestInit = {}) {
    super(url, init);
    this.sent = init.body ? String(init.body) : null;
    this.outlives = init.keepalive === true;
  }

  readonly sent: string | null;
  readonly outlives: boolean;
}
