/** What the browser's console says: nothing that is not there without us, on any kind of page. */

import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';

import {
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import { added, listen } from '../src/complaints';
import { startConsole, writeNotebook } from '../src/notebook';
import { Server } from '../src/server';

/** Where the applications start is in compat.spec.ts. */
const PAGES = [
  'notebooks/quiet.ipynb',
  'edit/quiet.py',
  'consoles/quiet-console',
  'terminals/1'
];

/** Put what the pages show on a server. */
async function furnish(server: Server): Promise<void> {
  await writeNotebook(server, 'quiet.ipynb', ['1 + 1']);
  await writeFile(path.join(server.work, 'quiet.py'), 'print(1)\n');
  await startConsole(server, 'quiet-console');
  await server.request('POST', '/api/terminals');
}

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

    expect(added(said, expected)).toEqual([]);
  });
}
