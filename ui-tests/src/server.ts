/** A real Jupyter server in directories of its own, started, stopped and restarted by its process. */

import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';

import { ServerFiles } from './serverfiles';

const run = promisify(execFile);
const PYTHON = process.env.TEST_PYTHON ?? 'python';
const START_MS = 60_000;
const STOP_MS = 20_000;
const APPS = ['LabApp', 'JupyterNotebookApp'];
const OURS = ['core', 'lab-extension', 'notebook-extension'];

/** A JSON object. */
export type Json = Record<string, unknown>;

/** What a server is started with. */
export interface IServerOptions {
  /** Log in with a password, and have no token. */
  password?: string;
  /** Leave out our server extension and our labextensions. */
  without?: boolean;
  /** Traits, by class. */
  config?: Record<string, Json>;
  /** Options that every page is told when it is loaded. */
  page?: Json;
  /** User settings to start with, by plugin id. */
  settings?: Record<string, Json>;
}

/** One server. */
export class Server {
  /** Start a server and wait until it answers. */
  static async start(options: IServerOptions = {}): Promise<Server> {
    const home = await mkdtemp(path.join(tmpdir(), 'notifications-ui-'));
    const server = new Server(new ServerFiles(home), await freePort(), options);
    await server._prepare();
    await server.up();
    return server;
  }

  private constructor(
    private readonly _files: ServerFiles,
    readonly port: number,
    private _options: IServerOptions
  ) {
    this.token = _options.password ? '' : randomBytes(16).toString('hex');
  }

  readonly token: string;

  /** Where it is, `base_url` included, without a slash at the end. */
  get url(): string {
    const base = this._options.config?.ServerApp?.base_url ?? '';
    return `http://127.0.0.1:${this.port}${base}`.replace(/\/$/, '');
  }

  get password(): string | undefined {
    return this._options.password;
  }

  /** Whether it runs without us. */
  get bare(): boolean {
    return this._options.without ?? false;
  }

  /** The directory of all that is its own. */
  get home(): string {
    return this._files.home;
  }

  /** Where documents are. */
  get work(): string {
    return this._files.work;
  }

  /** Start the process again, on the same port and the same files. */
  async up(): Promise<void> {
    const log: string[] = [];
    const child = spawn(
      PYTHON,
      [
        ...['-m', 'jupyterlab', '--no-browser', '--allow-root'],
        // The tests look at the applications from within.
        ...APPS.map(app => `--${app}.expose_app_in_browser=True`),
        // What an administrator of this machine has set for everybody is no part of a test.
        ...APPS.map(app => `--${app}.app_settings_dir=${this._files.shared}`)
      ],
      {
        cwd: this.work,
        env: this._files.environment,
        stdio: ['ignore', 'ignore', 'pipe']
      }
    );
    child.stderr.on('data', (text: Buffer) => log.push(text.toString()));
    this._child = child;
    // A test that was stopped half-way leaves no server behind.
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.removeListener('exit', kill));
    const deadline = Date.now() + START_MS;
    while (!(await this._answers())) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The server did not start:\n${log.join('')}`);
      }
      await pause(100);
    }
  }

  /** Ask the process to end, and wait until it is gone. */
  async down(): Promise<void> {
    const child = this._child;
    this._child = null;
    if (!child || child.exitCode !== null) {
      return;
    }
    const gone = new Promise<void>(resolve =>
      child.once('exit', () => resolve())
    );
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(hard);
  }

  /** End the process and remove its files. */
  async dispose(): Promise<void> {
    await this.down();
    await this._files.remove();
  }

  /** Set traits, by class, in the place of those before; they hold from the next start on. */
  async configure(config: Record<string, Json>): Promise<void> {
    this._options = { ...this._options, config };
    await this._files.writeConfig({
      ...config,
      ServerApp: {
        ip: '127.0.0.1',
        port: this.port,
        port_retries: 0,
        root_dir: this.work,
        jpserver_extensions: { jupyter_notifications: !this.bare },
        ...config.ServerApp
      },
      IdentityProvider: { token: this.token },
      PasswordIdentityProvider: { hashed_password: this._hashed }
    });
  }

  /** Set settings for everybody, by plugin id, as an administrator does; they hold for pages that are loaded from now on. */
  async override(settings: Record<string, Json>): Promise<void> {
    await this._files.writeOverrides(settings);
  }

  /** Post a notification with curl, as a script would. */
  async curl(content: Json): Promise<void> {
    await run('curl', [
      ...['-sS', '--fail-with-body', '-X', 'POST'],
      ...['-H', `Authorization: token ${this.token}`],
      ...['-H', 'Content-Type: application/json'],
      ...['-d', JSON.stringify(content)],
      `${this.url}/api/notifications`
    ]);
  }

  /** Post one notification; the answer's body. */
  async post(content: Json): Promise<Json> {
    return (await this.request('POST', '/api/notifications', content)) as Json;
  }

  /** Post notifications as one batch of events. */
  async batch(contents: ReadonlyArray<Json>): Promise<void> {
    const events = contents.map(data => ({
      schema_id:
        'https://events.jupyter.org/jupyter_notifications/notification/v1',
      version: '1',
      data
    }));
    const answers = (await this.request('POST', '/api/events', events)) as {
      status: number;
    }[];
    const refused = answers.filter(answer => answer.status >= 300);
    if (refused.length) {
      throw new Error(`Refused: ${JSON.stringify(refused.slice(0, 3))}`);
    }
  }

  /** Delete everything in the inbox. */
  async clear(): Promise<void> {
    await this.request('DELETE', '/api/notifications?state=all');
  }

  /** The JSON of an answer; throws for a refusal. */
  async request(
    method: string,
    route: string,
    body?: unknown
  ): Promise<unknown> {
    const answer = await fetch(this.url + route, {
      method,
      headers: {
        Authorization: `token ${this.token}`,
        'Content-Type': 'application/json'
      },
      body: body === undefined ? undefined : JSON.stringify(body)
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${route}: ${answer.status} ${text}`);
    }
    return text ? JSON.parse(text) : null;
  }

  private async _answers(): Promise<boolean> {
    try {
      if (this.bare || !this.token) {
        // Without a login this route answers too, with 403.
        return (await fetch(`${this.url}/api/status`)).status < 500;
      }
      // The server listens a moment before the store is open.
      await this.request('GET', '/api/notifications/status');
      return true;
    } catch {
      return false;
    }
  }

  private async _prepare(): Promise<void> {
    const {
      password,
      without,
      config = {},
      page,
      settings = {}
    } = this._options;
    this._hashed = password
      ? (
          await run(PYTHON, [
            '-c',
            'import sys; from jupyter_server.auth.security import passwd; print(passwd(sys.argv[1]))',
            password
          ])
        ).stdout.trim()
      : '';
    await this.configure(config);
    await this._files.writePageConfig({
      ...page,
      disabledExtensions: Object.fromEntries(
        (without ? OURS : []).map(name => [
          `@jupyter-notifications/${name}`,
          true
        ])
      )
    });
    await this._files.writeSettings({
      '@jupyterlab/apputils-extension:notification': {
        fetchNews: 'false',
        checkForUpdates: false
      },
      ...settings
    });
  }

  private _child: ChildProcess | null = null;
  private _hashed = '';
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
