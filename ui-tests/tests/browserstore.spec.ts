/** The inbox that is kept in the browser, as on a site without a server: the same in both applications, and nowhere else. */

import type { Page } from '@playwright/test';

import { execute } from '../src/application';
import {
  START,
  card,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';

test.use({ serverOptions: { page: { notificationsStore: 'browser' } } });

test('it is kept over a reload, the same in every tab, and the server hears nothing', async ({
  page,
  server,
  context
}) => {
  const asked: string[] = [];
  const ours = /\/api\/(notifications|events\/subscribe\/notification)/;
  context.on('request', request => asked.push(request.url()));
  const listen = (one: Page) =>
    one.on('websocket', socket => asked.push(socket.url()));
  listen(page);
  context.on('page', listen);

  await open(page, server, START.JupyterLab);
  await expectUnread(page, 0);
  await execute(page, 'jupyter-notifications:notify', {
    title: 'Kept here',
    body: 'In **this** browser',
    type: 'success'
  });
  await expectUnread(page, 1);
  await openCenter(page);
  await expect(card(page, /Kept here/).locator('strong')).toHaveText('this');

  await open(page, server, START.JupyterLab);
  await expectUnread(page, 1);
  const notebook = await context.newPage();
  await open(notebook, server, START['Notebook 7']);
  await expectUnread(notebook, 1);
  await openCenter(notebook);
  await card(notebook, /Kept here/).focus();
  await notebook.keyboard.press('r');
  await expectUnread(notebook, 0);
  await expectUnread(page, 0);

  // The applications' own were heard, so ours would have been.
  expect(asked.some(url => url.includes('/api/'))).toBe(true);
  expect(asked.filter(url => ours.test(url))).toEqual([]);
  expect(
    await server.request('GET', '/api/notifications?state=all')
  ).toMatchObject({ items: [] });
});
