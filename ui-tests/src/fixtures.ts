/** The fixtures: a server for each file, and pages of both applications that remember what they said. */

import { test as base, expect } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';

import { connected } from './application';
import { Server } from './server';
import type { IServerOptions } from './server';

export { expect };

/** The two applications. */
export type App = 'JupyterLab' | 'Notebook 7';

/** Both, for tests that run in each. */
export const APPS: ReadonlyArray<App> = ['JupyterLab', 'Notebook 7'];

/** Where an application starts. */
export const START: Readonly<Record<App, string>> = {
  JupyterLab: 'lab?reset',
  'Notebook 7': 'tree'
};

interface IWorkerFixtures {
  serverOptions: IServerOptions;
  server: Server;
}

/** `server` lives as long as the file's tests; `test.use({serverOptions})` changes how it is started. */
export const test = base.extend<object, IWorkerFixtures>({
  serverOptions: [{}, { scope: 'worker', option: true }],
  server: [
    async ({ serverOptions }, use) => {
      const server = await Server.start(serverOptions);
      await use(server);
      await server.dispose();
    },
    { scope: 'worker', timeout: 90_000 }
  ]
});

/** Log a browser in, by token or by password. */
export async function login(
  context: BrowserContext,
  server: Server
): Promise<void> {
  if (server.password === undefined) {
    await context.request.get(`${server.url}/api/me?token=${server.token}`);
    return;
  }
  const page = await context.newPage();
  await page.goto(`${server.url}/login`);
  await page.locator('input[name="password"]').fill(server.password);
  await page.locator('#login_submit').click();
  await page.waitForURL(url => !url.pathname.startsWith('/login'));
  await page.close();
}

/** Open a page of an application and wait until its shell is there. */
export async function open(
  page: Page,
  server: Server,
  path: string
): Promise<void> {
  await login(page.context(), server);
  await page.goto(`${server.url}/${path}`);
  await started(page);
  if (!server.bare) {
    await connected(page);
    await expect(badge(page)).toBeVisible();
  }
  if (path === START.JupyterLab) {
    // It takes the focus when it comes, which closes a popup.
    await expect(page.locator('.jp-Launcher')).toBeFocused();
  }
}

/** Wait until an application's plugins have run and its layout is there: that takes the focus. */
export async function started(page: Page): Promise<void> {
  await page.waitForFunction(() => 'jupyterapp' in window, undefined, {
    timeout: 8000
  });
  await page.evaluate(async () => {
    const { jupyterapp } = window as unknown as {
      jupyterapp: { started: Promise<void>; restored: Promise<void> };
    };
    await jupyterapp.started;
    await jupyterapp.restored;
  });
  await expect(page.locator('#jupyterlab-splash')).toHaveCount(0);
}

/** The badge. */
export function badge(page: Page) {
  return page.locator('button.jp-Notifications-badge');
}

/** The center, when it is open. */
export function center(page: Page) {
  return page.getByRole('dialog', { name: 'Notifications' });
}

/** The card with a title. */
export function card(page: Page, title: string | RegExp) {
  return center(page).getByRole('article', { name: title });
}

/** Open the center. */
export async function openCenter(page: Page): Promise<void> {
  await badge(page).click();
  await expect(center(page)).toBeVisible();
}

/** Wait until the badge says so: its accessible name. */
export async function expectUnread(page: Page, count: number): Promise<void> {
  await expect(badge(page)).toHaveAccessibleName(
    count === 0
      ? 'No unread notifications'
      : count === 1
        ? '1 unread notification'
        : `${count} unread notifications`
  );
}
