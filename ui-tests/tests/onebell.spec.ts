/** Exactly one bell: JupyterLab's own gives way to ours, loses nothing by it, and comes back when told to. */

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
import { emit, execute, setSetting } from '../src/application';
import type { Page } from '@playwright/test';

test.beforeEach(({ server }) => server.clear());

const theirBell = (page: Page) => page.locator('.jp-Notification-Status');
const theirCenter = (page: Page) => page.locator('.jp-Notification-Center');

/** Open a menu of the menu bar and give its items. */
async function viewMenu(page: Page) {
  await page.getByRole('menuitem', { name: 'View', exact: true }).click();
  return page.locator(
    '.lm-Menu [data-command="apputils:display-notifications"]'
  );
}

for (const app of APPS) {
  test(`${app}: there is one bell, and "Show Notifications" opens its center`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await expect(badge(page)).toHaveCount(1);
    await expect(badge(page)).toBeVisible();
    await expect(theirBell(page)).toBeHidden();

    const entry = await viewMenu(page);
    await expect(entry).toHaveText(/Show Notifications/);
    await entry.click();
    await expect(center(page)).toBeVisible();
    await expect(theirCenter(page)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(center(page)).toBeHidden();

    // The command itself, as a shortcut or another extension would run it.
    await execute(page, 'apputils:display-notifications');
    await expect(center(page)).toBeVisible();
    await expect(theirCenter(page)).toHaveCount(0);
  });

  test(`${app}: a page-only notification is listed, follows its updates, and is dismissed`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await emit(page, 'Build recommended', 'in-progress', {
      progress: 0.25,
      actions: [
        { label: 'Rebuild', commandId: 'apputils:dismiss-notification' }
      ]
    });
    await openCenter(page);
    const entry = card(page, /Build recommended/);
    await expect(entry).toContainText('This page');
    await expect(entry.getByRole('progressbar')).toHaveJSProperty(
      'value',
      0.25
    );
    await expect(entry.getByRole('button', { name: 'Rebuild' })).toBeVisible();
    // It is no one's unread message.
    await expectUnread(page, 0);

    await page.evaluate(async () => {
      const { jupyterapp } = window as unknown as {
        jupyterapp: {
          commands: { execute(id: string, args: object): Promise<string> };
        };
      };
      const id = await jupyterapp.commands.execute('apputils:notify', {
        message: 'Copying',
        type: 'in-progress',
        options: { autoClose: 0 }
      });
      await jupyterapp.commands.execute('apputils:update-notification', {
        id,
        message: 'Copied',
        type: 'success',
        autoClose: 0
      });
    });
    await expect(card(page, /Copied/)).toHaveAttribute('data-type', 'success');
    await expect(card(page, /Copying/)).toHaveCount(0);

    await card(page, /Copied/).hover();
    await card(page, /Copied/)
      .getByRole('button', { name: 'Dismiss' })
      .click();
    await expect(card(page, /Copied/)).toHaveCount(0);
    await entry.getByRole('button', { name: 'Rebuild' }).click();
    await expect(entry).toHaveCount(0);
  });

  test(`${app}: its toasts go on`, async ({ page, server }) => {
    await open(page, server, START[app]);
    await emit(page, 'A toast of the page', 'warning', { autoClose: false });
    await expect(
      page.locator('.Toastify').getByText('A toast of the page')
    ).toBeVisible();
  });
}

test.describe('switched off in the settings', () => {
  const PLUGIN = '@jupyter-notifications/lab-extension:badge';

  const set = (page: Page, name: string, value: boolean) =>
    setSetting(page, PLUGIN, name, value);

  test("JupyterLab's own bell and center are back at once, and go again", async ({
    page,
    server
  }) => {
    await open(page, server, START.JupyterLab);
    await emit(page, 'For this page');
    // Used once while replaced, so that nothing of it is left behind.
    await execute(page, 'apputils:display-notifications');
    await expect(card(page, /For this page/)).toBeVisible();
    await page.keyboard.press('Escape');

    await set(page, 'showBadge', false);
    await expect(badge(page)).toBeHidden();
    await expect(theirBell(page)).toBeVisible();
    await expect(theirBell(page)).toHaveText('1');
    const entry = await viewMenu(page);
    await entry.click();
    await expect(theirCenter(page)).toContainText('For this page');
    await expect(center(page)).toHaveCount(0);
    await page.keyboard.press('Escape');

    await set(page, 'showBadge', true);
    await expect(badge(page)).toBeVisible();
    await expect(theirBell(page)).toBeHidden();
  });

  test('"replaceBell" alone leaves both, each with its own notifications', async ({
    page,
    server
  }) => {
    await open(page, server, START.JupyterLab);
    await emit(page, 'For this page');
    await set(page, 'replaceBell', false);
    await expect(theirBell(page)).toBeVisible();
    await expect(badge(page)).toBeVisible();
    await openCenter(page);
    await expect(card(page, /For this page/)).toHaveCount(0);
    await set(page, 'replaceBell', true);
    await expect(theirBell(page)).toBeHidden();
    await expect(card(page, /For this page/)).toBeVisible();
  });
});
