/** The main job: from an event to the badge, in both applications, kept over restarts, the same everywhere. */

import {
  APPS,
  START,
  badge,
  card,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';

test.beforeEach(({ server }) => server.clear());

for (const app of APPS) {
  test(`${app}: a curl POST makes the badge and the open center show it within a second`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await expectUnread(page, 0);

    await server.curl({ title: 'Training finished', type: 'success' });
    await expect(badge(page)).toHaveAccessibleName('1 unread notification', {
      timeout: 1000
    });
    await expect(badge(page)).toHaveText('1');

    await openCenter(page);
    await expect(card(page, /Training finished/)).toBeVisible();
    await server.curl({
      title: 'Second run',
      body: 'All **good**',
      source: 'ipykernel'
    });
    await expect(card(page, /Second run/)).toBeVisible({ timeout: 1000 });
    await expect(badge(page)).toHaveText('2', { timeout: 1000 });
    await expect(card(page, /Second run/).locator('strong')).toHaveText('good');
    await expect(card(page, /Second run/)).toContainText('ipykernel');
  });
}

for (const app of APPS) {
  const other = APPS.find(one => one !== app)!;
  test(`${app}: it is still there after the server restarts, and in a second browser with ${other}`, async ({
    page,
    server,
    browser
  }) => {
    await server.curl({ title: 'Before the restart', type: 'error' });
    await open(page, server, START[app]);
    await expectUnread(page, 1);

    await server.down();
    await server.up();
    await expectUnread(page, 1);
    await server.curl({ title: 'After the restart' });
    await expectUnread(page, 2);

    const context = await browser.newContext();
    const second = await context.newPage();
    await open(second, server, START[other]);
    await expectUnread(second, 2);
    await openCenter(second);
    await expect(card(second, /Before the restart/)).toBeVisible();
    await expect(card(second, /After the restart/)).toBeVisible();
    await context.close();
  });
}

test('reading it in Notebook 7 clears it in JupyterLab', async ({
  page,
  server,
  browser
}) => {
  await server.post({ title: 'Read me anywhere' });
  await open(page, server, START.JupyterLab);
  await expectUnread(page, 1);

  const other = await browser.newContext();
  const notebook = await other.newPage();
  await open(notebook, server, 'tree');
  await expectUnread(notebook, 1);
  await openCenter(notebook);
  await card(notebook, /Read me anywhere/).hover();
  await card(notebook, /Read me anywhere/)
    .getByRole('button', { name: 'Mark as read' })
    .click();

  await expectUnread(notebook, 0);
  await expectUnread(page, 0);
  await other.close();
});
