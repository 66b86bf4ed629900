/** What the browser's console says: nothing that is not there without us, on any kind of page. */

import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';

import type { Page } from '@playwright/test';

import {
  START,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import { startConsole, writeNotebook } from '../src/notebook';
import { Server } from '../src/server';

const PAGES = [
  START.JupyterLab,
  START['Notebook 7'],
  'notebooks/quiet.ipynb',
  'edit/quiet.py',
  'consoles/quiet-console',
  'terminals/1'
];

/** What the graphics driver says, and a terminal that had to wait for a busy machine. */
const MACHINE = /GL Driver Message|task queue exceeded allotted deadline/;

/** Put what the pages show on a server. */
async function furnish(server: Server): Promise<void> {
  await writeNotebook(server, 'quiet.ipynb', ['1 + 1']);
  await writeFile(path.join(server.work, 'quiet.py'), 'print(1)\n');
  await startConsole(server, 'quiet-console');
  await server.request('POST', '/api/terminals');
}

/** Remember what a page writes as a warning or an error. */
function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('console', message => {
    if (
      ['error', 'warning'].includes(message.type()) &&
      !MACHINE.test(message.text())
    ) {
      said.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', error => said.push(`pageerror: ${error.message}`));
  return said;
}

/** The same text for the same complaint on another server, or at another moment. */
function plain(text: string): string {
  return (
    text
      .replace(/127\.0\.0\.1:\d+/g, 'HOST')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
      .replace(/\d+/g, 'N')
      // Which of the applications' own settings lose the race at start is chance, with and without us.
      .replace(/(Settings failed to load for) \(@jupyterlab\/.*/, '$1')
  );
}

/** A terminal of the applications whose settings come before it is drawn, on a busy machine. */
const TERMINAL_RACE = /TypeError: .*'options'\)\n\s+at \S+\.setOption /;

test.describe.configure({ timeout: 90_000 });

let bare: Server;
test.beforeAll(async ({ server }) => {
  test.setTimeout(90_000);
  bare = await Server.start({ without: true });
  await furnish(bare);
  await furnish(server);
  await server.clear();
  await server.post({ title: 'A **card**', body: 'Some `code`' });
});
test.afterAll(() => bare.dispose());

for (const where of PAGES) {
  test(`${where}: nothing is added`, async ({ browser, server }) => {
    const before = await browser.newPage();
    const expected = listen(before);
    await open(before, bare, where);
    await before.waitForLoadState('networkidle');
    await before.close();

    const page = await browser.newPage();
    const said = listen(page);
    await open(page, server, where);
    await expectUnread(page, 1);
    await openCenter(page);
    await expect(center(page).getByRole('article')).toHaveCount(1);
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Escape');
    await page.close();

    const known = new Set(expected.map(plain));
    const added = said.filter(text => !known.has(plain(text)));
    expect(added.filter(text => !TERMINAL_RACE.test(text))).toEqual([]);
    expect(said.filter(text => text.includes('jupyter-notifications'))).toEqual(
      []
    );
  });
}
