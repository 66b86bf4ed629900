/** A real Jupyter server in directories of its own, started, stopped and restarted by its process. */

import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PYTHON = process.env.TEST_PYTHON ?? 'python';
const START_MS = 60_000;
const STOP_MS = 20_000;
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
  /** User settings to start with, by plugin id. */
  settings?: Record<string, Json>;
}

/** One server. */
export class Server {
  /** Start a server and wait until it answers. */
  static async start(options: IServerOptions = {}): Promise<Server> {
    const home = await mkdtemp(path.join(tmpdir(), 'notifications-ui-'));
    const server = new Server(home, await freePort(), options);
    await server._prepare();
    await server.up();
    return server;
  }

  private constructor(
    readonly home: string,
    readonly port: number,
    private readonly _options: IServerOptions
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

  /** Where documents are. */
  get work(): string {
    return path.join(this.home, 'work');
  }

  /** Start the process again, on the same port and the same files. */
  async up(): Promise<void> {
    const log: string[] = [];
    const child = spawn(
      PYTHON,
      [
        ...['-m', 'jupyterlab', '--no-browser', '--allow-root'],
        // The tests look at the applications from within.
        '--LabApp.expose_app_in_browser=True',
        '--JupyterNotebookApp.expose_app_in_browser=True'
      ],
      {
        cwd: this.work,
        env: this._environment(),
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
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
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

  private _environment(): NodeJS.ProcessEnv {
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      JUPYTER_CONFIG_DIR: path.join(this.home, 'config'),
      JUPYTER_DATA_DIR: path.join(this.home, 'data'),
      JUPYTER_RUNTIME_DIR: path.join(this.home, 'runtime'),
      IPYTHONDIR: path.join(this.home, 'ipython')
    };
    for (const name of [
      'JUPYTER_TOKEN',
      'JUPYTERHUB_API_TOKEN',
      'PYTHONPATH'
    ]) {
      delete environment[name];
    }
    return environment;
  }

  private async _prepare(): Promise<void> {
    const { password, without, config = {}, settings = {} } = this._options;
    const put = async (name: string, content: unknown): Promise<void> => {
      const file = path.join(this.home, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(content, null, 2));
    };
    const hashed = password
      ? (
          await run(PYTHON, [
            '-c',
            'import sys; from jupyter_server.auth.security import passwd; print(passwd(sys.argv[1]))',
            password
          ])
        ).stdout.trim()
      : '';
    await mkdir(this.work, { recursive: true });
    await put('config/jupyter_server_config.json', {
      ...config,
      ServerApp: {
        ip: '127.0.0.1',
        port: this.port,
        port_retries: 0,
        root_dir: this.work,
        jpserver_extensions: { jupyter_notifications: !without },
        ...config.ServerApp
      },
      IdentityProvider: { token: this.token },
      PasswordIdentityProvider: { hashed_password: hashed }
    });
    if (without) {
      await put('config/labconfig/page_config.json', {
        disabledExtensions: Object.fromEntries(
          OURS.map(name => [`@jupyter-notifications/${name}`, true])
        )
      });
    }
    const all: Record<string, Json> = {
      '@jupyterlab/apputils-extension:notification': {
        fetchNews: 'false',
        checkForUpdates: false
      },
      ...settings
    };
    for (const [id, values] of Object.entries(all)) {
      const [name, plugin] = id.split(':');
      await put(
        `config/lab/user-settings/${name}/${plugin}.jupyterlab-settings`,
        values
      );
    }
  }

  private _child: ChildProcess | null = null;
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
