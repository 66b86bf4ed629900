/** What a page loads of us before a center is opened: at most 40 KiB, compressed, in each application. */

import { gzipSync } from 'node:zlib';

import type { Page } from '@playwright/test';

import {
  APPS,
  START,
  card,
  center,
  expect,
  open,
  openCenter,
  test
} from '../src/fixtures';

// A server of its own: what others left in their settings, or what still wakes up there, loads more.
test.use({ serverOptions: { settings: {} } });

test.beforeEach(({ server }) => server.clear());

/** Bytes, as gzip makes them at its best. */
const MOST = 40 * 1024;

/** The files of ours that a page asks for from now on, each with its size as gzip makes it. */
function weigh(page: Page): () => Promise<Map<string, number>> {
  const answers: Promise<readonly [string, number]>[] = [];
  page.on('response', response => {
    const { pathname } = new URL(response.url());
    const [, file] =
      /\/extensions\/@jupyter-notifications\/(.*)$/.exec(pathname) ?? [];
    if (file) {
      answers.push(
        response
          .body()
          .then(body => [file, gzipSync(body, { level: 9 }).length] as const)
      );
    }
  });
  return async () => new Map(await Promise.all(answers));
}

/** Whether the labextensions are as they are shipped. */
const isShipped = (files: Map<string, number>) =>
  ![...files.keys()].some(file => file.includes('/static/lib_'));

for (const app of APPS) {
  test(`${app}: at most 40 KiB before a center is opened, and the rest with it`, async ({
    page,
    server
  }) => {
    const weighed = weigh(page);
    await open(page, server, START[app]);
    await page.waitForLoadState('networkidle');
    const before = await weighed();
    test.skip(!isShipped(before), 'Weighed as it is shipped: jlpm build:prod');
    const sum = [...before.values()].reduce((a, b) => a + b, 0);
    console.log(`${app}: ${(sum / 1024).toFixed(1)} KiB before, of`, before);
    // All three labextensions are there: nothing was missed.
    for (const name of ['core', 'lab-extension', 'notebook-extension']) {
      expect(
        [...before.keys()].some(file => file.startsWith(`${name}/`)),
        name
      ).toBe(true);
    }
    const listed = [...before].map(([file, bytes]) => `${file}: ${bytes}`);
    expect(sum, listed.join('\n')).toBeLessThanOrEqual(MOST);

    await server.post({ title: 'To be seen' });
    await openCenter(page);
    await expect(card(page, /To be seen/)).toBeVisible();
    const after = await weighed();
    expect(after.size).toBeGreaterThan(before.size);
    await expect(center(page).getByRole('tab', { name: 'All' })).toBeVisible();
  });
}

test('the code of the center comes when the pointer comes near the badge', async ({
  page,
  server
}) => {
  await open(page, server, START.JupyterLab);
  await page.waitForLoadState('networkidle');
  const request = page.waitForRequest(/@jupyter-notifications\/lab-extension/);
  await page.locator('button.jp-Notifications-badge').hover();
  await request;
});

test('while it is on its way, its frame is there; what did not come is tried again', async ({
  page,
  server
}) => {
  await server.post({ title: 'Seen in the end' });
  await open(page, server, START.JupyterLab);
  await page.waitForLoadState('networkidle');
  let isBroken = true;
  await page.route(/@jupyter-notifications\/lab-extension\/static/, route =>
    isBroken ? route.abort() : route.continue()
  );
  await openCenter(page);
  await expect(center(page).getByRole('status')).toContainText(
    'could not be shown'
  );
  isBroken = false;
  await center(page).getByRole('button', { name: 'Try again' }).click();
  await expect(card(page, /Seen in the end/)).toBeVisible();
});
