/** A browser for the benchmarks: reads commands as lines of JSON, and answers each with a line of JSON. */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(
  new URL('../../ui-tests/package.json', import.meta.url)
);
const { chromium } = require('playwright-core');

const [profile, executablePath] = process.argv.slice(2);
const PROBE = new URL('probe.js', import.meta.url);

/** Whose requests are counted. */
const REST = '/api/notifications';
const FILES = '/extensions/@jupyter-notifications/';

// A profile on disk: compiled code is kept as in anybody's browser.
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: { width: 1280, height: 800 },
  locale: 'en-US',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync'
  ]
});
await context.addInitScript({ content: await readFile(PROBE, 'utf8') });

let page = null;
let client = null;
let requests = [];

/** The milliseconds that the page's main thread has worked. */
async function busy() {
  const { metrics } = await client.send('Performance.getMetrics');
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
}

/** The paths of the page's requests below a path. */
function below(path) {
  return requests.filter(each => each.includes(path));
}

const commands = {
  /** Log in to a server: from here on its pages need no token. */
  async login({ url, token }) {
    const answer = await context.request.get(`${url}/api/me?token=${token}`);
    if (!answer.ok()) {
      throw new Error(`The login was refused: ${answer.status()}`);
    }
  },

  /** Open an application and wait until it is there; how long that took, what it cost, and which files of ours it loaded. */
  async visit({ url, bell }) {
    page = await context.newPage();
    client = await context.newCDPSession(page);
    await client.send('Performance.enable');
    requests = [];
    page.on('request', request =>
      requests.push(new URL(request.url()).pathname)
    );
    await page.goto(url, { waitUntil: 'commit' });
    const found = await page.evaluate(
      withBell => window.notificationsProbe.started(withBell),
      bell
    );
    return { ...found, busy: await busy(), files: below(FILES) };
  },

  /** Close the page. */
  async leave() {
    await page.close();
    page = null;
  },

  /** Run something of the probe in the page. */
  probe: ({ name, args }) =>
    page.evaluate(
      ([method, values]) => window.notificationsProbe[method](...values),
      [name, args]
    ),

  /** Count the page's requests to the inbox from now on. */
  async count() {
    requests = [];
  },

  /** How many requests to the inbox there were. */
  counted: async () => below(REST).length
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...args } = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await commands[command](args)) ?? null };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await context.close();
