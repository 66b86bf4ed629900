/** What has to work with each supported release: `make compat` runs this with the oldest and the newest, `make test` with the installed one. */

import {
  APPS,
  START,
  badge,
  card,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import { setSetting } from '../src/application';
import { added, listen } from '../src/complaints';
import { writeNotebook } from '../src/notebook';
import { Server } from '../src/server';

const BADGE = {
  JupyterLab: '@jupyter-notifications/lab-extension:badge',
  'Notebook 7': '@jupyter-notifications/notebook-extension:badge'
};

test.beforeEach(({ server }) => server.clear());

for (const app of APPS) {
  test(`${app}: a notification is on the bell within 5 seconds`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await expectUnread(page, 0);
    const before = Date.now();
    await server.post({ title: 'Training finished', type: 'success' });
    await expectUnread(page, 1);
    expect(Date.now() - before).toBeLessThan(5000);
  });

  test(`${app}: the center opens, shows it, and archives it`, async ({
    page,
    server
  }) => {
    await server.post({
      title: 'Training finished',
      type: 'success',
      source: 'trainer',
      body: 'Accuracy **0.94**'
    });
    await open(page, server, START[app]);
    await openCenter(page);
    const entry = card(page, /Training finished/);
    await expect(entry.locator('strong')).toHaveText('0.94');
    await entry.hover();
    await entry.getByRole('button', { name: 'Archive', exact: true }).click();
    await expect(entry).toHaveCount(0);
    await expectUnread(page, 0);
    await expect
      .poll(async () => {
        const { items } = (await server.request(
          'GET',
          '/api/notifications?state=archived'
        )) as { items: { title: string }[] };
        return items.map(item => item.title);
      })
      .toEqual(['Training finished']);
    await page.keyboard.press('Escape');
    await expect(center(page)).toHaveCount(0);
  });

  test(`${app}: a link opens the notebook at its cell`, async ({
    page,
    server
  }) => {
    const sources = Array.from({ length: 60 }, (_, index) => `${index}`);
    await writeNotebook(server, 'long.ipynb', sources);
    await server.post({ title: 'Failed', link: 'long.ipynb#cell=cell-50' });
    await open(page, server, START[app]);
    await openCenter(page);
    const opened =
      app === 'JupyterLab' ? null : page.context().waitForEvent('page');
    await center(page)
      .getByRole('link', { name: /Failed/ })
      .click();
    const where = opened ? await opened : page;
    const active = where.locator('.jp-Cell.jp-mod-active');
    // The applications draw the cells of a long notebook little by little.
    await expect(active).toContainText('50', { timeout: 30_000 });
    await expect(active).toHaveCount(1);
    await expect(active).toBeInViewport();
  });

  test(`${app}: a setting takes effect at once`, async ({ page, server }) => {
    await open(page, server, START[app]);
    await setSetting(page, BADGE[app], 'showBadge', false);
    await expect(badge(page)).toBeHidden();
    await setSetting(page, BADGE[app], 'showBadge', true);
    await expect(badge(page)).toBeVisible();
  });
}

test.describe('the console', () => {
  let bare: Server;
  test.beforeAll(async () => {
    test.setTimeout(90_000);
    bare = await Server.start({ without: true });
  });
  test.afterAll(() => bare.dispose());

  for (const app of APPS) {
    test(`${app}: nothing is complained about`, async ({ browser, server }) => {
      const before = await browser.newPage();
      const expected = listen(before);
      await open(before, bare, START[app]);
      await before.waitForLoadState('networkidle');
      await before.close();

      await server.post({ title: 'A **card**', body: 'Some `code`' });
      const page = await browser.newPage();
      const said = listen(page);
      await open(page, server, START[app]);
      await expectUnread(page, 1);
      await openCenter(page);
      await expect(center(page).getByRole('article')).toHaveCount(1);
      await page.waitForLoadState('networkidle');
      await page.close();
      expect(added(said, expected)).toEqual([]);
    });
  }
});
