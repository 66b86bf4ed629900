/** What the application tells in its page is kept in the inbox, once, if that is switched on. */

import type { Page } from '@playwright/test';

import { emit, execute, setSetting } from '../src/application';
import {
  APPS,
  START,
  card,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';

const PLUGIN = '@jupyter-notifications/core:notifications';
const SOURCE = { JupyterLab: 'JupyterLab', 'Notebook 7': 'Jupyter Notebook' };

test.use({
  serverOptions: { settings: { [PLUGIN]: { captureNotifications: true } } }
});
test.beforeEach(({ server }) => server.clear());

/** The toasts on screen with this text, ours or the application's. */
const toasts = (page: Page, text: string) =>
  page.locator('.Toastify__toast').getByText(text);

for (const app of APPS) {
  test(`${app}: an error of the page is in the inbox, also after a reload`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await emit(page, 'The kernel is gone', 'error', { autoClose: false });
    await expect(toasts(page, 'The kernel is gone')).toBeVisible();
    await expectUnread(page, 1);
    await openCenter(page);
    const kept = card(page, /The kernel is gone/);
    await expect(kept).toHaveCount(1);
    await expect(kept).toHaveAttribute('data-type', 'error');
    await expect(kept).toContainText(SOURCE[app]);
    await expect(center(page)).not.toContainText('This page');
    // An error in the inbox would be a toast, had this page not shown it.
    await page.keyboard.press('Escape');
    await server.post({ title: 'From elsewhere', type: 'error' });
    await expect(toasts(page, 'From elsewhere')).toBeVisible();
    await expect(toasts(page, 'The kernel is gone')).toHaveCount(1);

    await page.reload();
    await open(page, server, START[app]);
    await expectUnread(page, 2);
    await openCenter(page);
    await expect(kept).toHaveCount(1);
  });

  test(`${app}: what goes on is one entry, which ends; what asks stays in the page`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await emit(page, 'Do you want news?', 'info', {
      actions: [{ label: 'Yes', commandId: 'apputils:dismiss-notification' }]
    });
    const id = await page.evaluate(async () => {
      const { jupyterapp } = window as unknown as {
        jupyterapp: {
          commands: { execute(id: string, args: object): Promise<string> };
        };
      };
      return jupyterapp.commands.execute('apputils:notify', {
        message: 'Building',
        type: 'in-progress',
        options: { autoClose: 0, progress: 0.25 }
      });
    });
    await openCenter(page);
    const building = card(page, /Building/);
    await expect(building.getByRole('progressbar')).toHaveJSProperty(
      'value',
      0.25
    );
    await expect(building).toContainText(SOURCE[app]);
    await execute(page, 'apputils:update-notification', {
      id,
      message: 'Built',
      type: 'success',
      autoClose: 0
    });
    await expect(card(page, /Built/)).toHaveAttribute('data-type', 'success');
    await expect(building).toHaveCount(0);
    await expect(card(page, /Do you want news/)).toContainText('This page');
    const { items } = (await server.request('GET', '/api/notifications')) as {
      items: { title: string; source: string }[];
    };
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ title: 'Built', source: SOURCE[app] });
  });
}

test('nothing is kept once it is switched off', async ({ page, server }) => {
  await open(page, server, START.JupyterLab);
  await emit(page, 'Kept');
  await expectUnread(page, 1);
  await setSetting(page, PLUGIN, 'captureNotifications', false);
  await emit(page, 'For this page');
  await openCenter(page);
  await expect(card(page, /For this page/)).toContainText('This page');
  // What comes after it is there, and it is not.
  await server.post({ title: 'From elsewhere' });
  await expectUnread(page, 2);
  await expect(card(page, /For this page/)).toHaveCount(1);
});
