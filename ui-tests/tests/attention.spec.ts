/** What calls for attention: the badge alone, a toast, or one desktop notification of all tabs of both applications. */

import type { BrowserContext, Page } from '@playwright/test';

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
import { execute, setSetting } from '../src/application';
import { writeNotebook } from '../src/notebook';
import type { Server } from '../src/server';
import {
  clickDesktop,
  desktopOf,
  emulateTabs,
  forgetDesktop,
  showOnly
} from '../src/tabs';

const SHARED = '@jupyter-notifications/core:notifications';

test.beforeEach(async ({ server, context }) => {
  await server.clear();
  await server.request('PUT', '/api/notifications/preferences', {});
  await emulateTabs(context);
});

const toasts = (page: Page) => page.locator('.Toastify__toast');
const toast = (page: Page, text: string) =>
  toasts(page).filter({ hasText: text });

/** Two tabs of JupyterLab and one of Notebook. */
async function openTabs(
  context: BrowserContext,
  server: Server
): Promise<Page[]> {
  const pages: Page[] = [];
  for (const path of ['lab?reset', 'lab/workspaces/other?reset', 'tree']) {
    const page = await context.newPage();
    await showOnly(pages, null);
    await open(page, server, path);
    pages.push(page);
  }
  return pages;
}

/** Wait until every tab counts so many, quiet or not. */
async function seenByAll(
  pages: ReadonlyArray<Page>,
  unread: number
): Promise<void> {
  const count = unread > 0 ? String(unread) : 'No';
  for (const page of pages) {
    await expect(badge(page)).toHaveAccessibleName(
      new RegExp(`\\b${count} unread notification`, 'i')
    );
  }
}

/** Wait until every badge is called so. That it is quiet is heard within 10 s when entries have just changed. */
async function allSay(pages: ReadonlyArray<Page>, name: string): Promise<void> {
  for (const page of pages) {
    await expect(badge(page)).toHaveAccessibleName(name, { timeout: 20_000 });
  }
}

async function allDesktop(pages: ReadonlyArray<Page>) {
  return (await Promise.all(pages.map(desktopOf))).flat();
}

test.describe('with three tabs of both applications', () => {
  let tabs: BrowserContext;
  let pages: Page[];

  // It takes long until they are there, so each test leaves them to the next.
  test.beforeAll(async ({ browser, server }) => {
    test.setTimeout(90_000);
    tabs = await browser.newContext();
    await tabs.grantPermissions(['notifications']);
    await emulateTabs(tabs);
    pages = await openTabs(tabs, server);
  });
  test.beforeEach(async () => {
    await seenByAll(pages, 0);
    await Promise.all(pages.map(forgetDesktop));
  });
  test.afterAll(() => tabs.close());

  test('one is seen: a toast there, and nothing anywhere else', async ({
    server
  }) => {
    for (const [index, front] of pages.entries()) {
      await showOnly(pages, front);
      const title = `Seen in ${index}`;
      await server.post({ title, type: 'error' });
      await expect(toast(front, title)).toBeVisible();
      await seenByAll(pages, index + 1);
      for (const page of pages.filter(one => one !== front)) {
        await expect(toast(page, title)).toHaveCount(0);
      }
    }
    expect(await allDesktop(pages)).toEqual([]);
  });

  test('do not disturb: the badge only', async ({ server }) => {
    await server.request('PUT', '/api/notifications/preferences', {
      do_not_disturb: true
    });
    await allSay(pages, 'Do not disturb is on. No unread notifications');
    await showOnly(pages, pages[0]);
    await server.post({ title: 'Quiet in the page', priority: 'urgent' });
    await seenByAll(pages, 1);
    await showOnly(pages, null);
    // Read as well as counted: preferences that change in the same answer as an entry are not noticed.
    const read = pages.map(page =>
      page.waitForResponse(answer =>
        answer.url().includes('/api/notifications/changes')
      )
    );
    await server.post({ title: 'Quiet on the desktop', priority: 'urgent' });
    await Promise.all(read);
    await seenByAll(pages, 2);
    await server.request('PUT', '/api/notifications/preferences', {
      do_not_disturb: false
    });
    await allSay(pages, '2 unread notifications');
    // What is told last is all that was told.
    await showOnly(pages, pages[0]);
    await server.post({ title: 'Loud again', priority: 'urgent' });
    await expect(toast(pages[0], 'Loud again')).toBeVisible();
    await expect(toasts(pages[0])).toHaveCount(1);
    expect(await allDesktop(pages)).toEqual([]);
  });

  test('nobody sees any: exactly one tells it on the desktop, and a click goes to the link', async ({
    server
  }) => {
    await writeNotebook(server, 'failed.ipynb', ['1 / 0']);
    await showOnly(pages, null);
    await server.post({
      title: 'Training failed',
      type: 'error',
      source: 'ipykernel',
      link: 'failed.ipynb'
    });
    await expect
      .poll(async () => (await allDesktop(pages)).map(({ title }) => title))
      .toEqual(['Training failed']);
    // Those that stand by would have told it by now.
    await pages[0].waitForFunction(
      since => performance.now() - since > 6000,
      await pages[0].evaluate(() => performance.now())
    );
    expect(await allDesktop(pages)).toMatchObject([
      { title: 'Training failed', body: 'ipykernel', isClosed: false }
    ]);
    await seenByAll(pages, 1);
    for (const page of pages) {
      await expect(toasts(page)).toHaveCount(0);
    }

    const counts = await Promise.all(
      pages.map(async page => (await desktopOf(page)).length)
    );
    const teller = pages[counts.indexOf(1)];
    const others = tabs.pages().length;
    await clickDesktop(teller);
    await seenByAll(pages, 0);
    await expect
      .poll(async () => (await allDesktop(pages))[0].isClosed)
      .toBe(true);
    // JupyterLab shows it in the same tab, Notebook in one of its own.
    const shown =
      tabs.pages().length > others
        ? tabs.pages()[tabs.pages().length - 1]
        : teller;
    await expect(
      shown.locator('.jp-NotebookPanel .jp-CodeCell').first()
    ).toBeVisible();
    if (!pages.includes(shown)) {
      await shown.close();
    }
  });

  test('the tab that speaks is closed: another one does', async ({
    server
  }) => {
    const [first, ...rest] = pages;
    await first.close();
    await showOnly(rest, null);
    await server.post({ title: 'Kernel died', type: 'error' });
    await expect
      .poll(async () => (await allDesktop(rest)).map(({ title }) => title))
      .toEqual(['Kernel died']);
  });
});

for (const app of APPS) {
  test(`${app}: what does not matter is silent, what does is a toast of plain text`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await server.post({ title: 'Finished', type: 'success' });
    await expectUnread(page, 1);
    await server.post({
      title: '<img src=x onerror=alert(1)> failed',
      type: 'error'
    });
    await expect(
      toast(page, '<img src=x onerror=alert(1)> failed')
    ).toBeVisible();
    await expect(toasts(page)).toHaveCount(1);
    await expect(toasts(page).locator('img')).toHaveCount(0);

    // It is no entry of the page: it stands in the inbox.
    await toasts(page).getByRole('button', { name: 'Show' }).click();
    await expect(center(page)).toBeVisible();
    await expect(card(page, /failed/)).toHaveCount(1);
    await expect(card(page, /failed/)).not.toContainText('This page');
    await expectUnread(page, 2);
  });

  test(`${app}: what was seen in progress is told when it ends, and goes when it is read elsewhere`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    const run = { key: 'run', source: 'tqdm' };
    await server.post({
      ...run,
      title: 'Training',
      type: 'in-progress',
      progress: 0.5
    });
    await openCenter(page);
    await expect(card(page, /Training/)).toBeVisible();
    await page.keyboard.press('Escape');
    const { id } = await server.post({
      ...run,
      title: 'Training finished',
      type: 'success'
    });
    await expect(toast(page, 'Training finished')).toBeVisible();
    await server.request('PATCH', `/api/notifications/${id as string}`, {
      read: true
    });
    await expectUnread(page, 0);
    await expect(toasts(page)).toHaveCount(0);
  });

  test(`${app}: many at once are told as one, and nothing again after a reload`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await server.batch(
      Array.from({ length: 7 }, (_, index) => ({
        title: `Error ${index}`,
        type: 'error'
      }))
    );
    await expect(toast(page, '7 new notifications')).toBeVisible();
    await expect(toasts(page)).toHaveCount(1);

    await open(page, server, START[app]);
    await expectUnread(page, 7);
    await server.post({ title: 'Only this', type: 'error' });
    await expect(toast(page, 'Only this')).toBeVisible();
    await expect(toasts(page)).toHaveCount(1);
  });

  test(`${app}: "Open" follows the link and marks it as read`, async ({
    page,
    context,
    server
  }) => {
    await writeNotebook(server, 'opened.ipynb', ['1 + 1']);
    await open(page, server, START[app]);
    await server.post({
      title: 'Run failed',
      type: 'error',
      link: 'opened.ipynb'
    });
    const opened = app === 'JupyterLab' ? null : context.waitForEvent('page');
    await toast(page, 'Run failed')
      .getByRole('button', { name: 'Open' })
      .click();
    await expect(
      ((await opened) ?? page).locator('.jp-NotebookPanel .jp-CodeCell').first()
    ).toBeVisible();
    await expectUnread(page, 0);
    await expect(toasts(page)).toHaveCount(0);
  });

  test(`${app}: the title and the icon tell the count, if it is wanted`, async ({
    page,
    server
  }) => {
    await server.post({ title: 'One' });
    await open(page, server, START[app]);
    const plain = await page.title();
    const icon = page.locator('link[rel~="icon"]');
    const address = await icon.getAttribute('href');
    expect(plain).not.toMatch(/^\(/);
    await setSetting(page, SHARED, 'countInTitle', true);
    await setSetting(page, SHARED, 'countInFavicon', true);
    await expect(page).toHaveTitle(`(1) ${plain}`);
    await expect(icon).toHaveAttribute('href', /^data:image\/png/);
    await server.post({ title: 'Two' });
    await expect(page).toHaveTitle(`(2) ${plain}`);
    // The application writes its titles as ever.
    await page.evaluate(() => (document.title = 'Something else'));
    await expect(page).toHaveTitle('(2) Something else');
    await setSetting(page, SHARED, 'countInTitle', false);
    await setSetting(page, SHARED, 'countInFavicon', false);
    await expect(page).toHaveTitle('Something else');
    await expect(icon).toHaveAttribute('href', address!);
  });

  test(`${app}: desktop notifications are offered once there was something to tell, and asked for by a click only`, async ({
    page,
    context,
    server
  }) => {
    // In a browser without windows nobody can answer: the question counts, and the answer is given by the test.
    await context.addInitScript(() => {
      let asked = 0;
      const answers = { permission: 'default' };
      Object.defineProperty(window.Notification, 'permission', {
        get: () => answers.permission
      });
      Object.assign(window.Notification, {
        requestPermission: async () => {
          asked++;
          return (answers.permission = 'denied');
        }
      });
      Object.assign(window, { timesAsked: () => asked });
    });
    const timesAsked = () =>
      page.evaluate(() =>
        (window as unknown as { timesAsked(): number }).timesAsked()
      );
    await open(page, server, START[app]);
    await openCenter(page);
    const offer = center(page).getByText(/Be told on the desktop/);
    await expect(offer).toHaveCount(0);
    await page.keyboard.press('Escape');
    await server.post({ title: 'Kernel died', type: 'error' });
    await expect(toast(page, 'Kernel died')).toBeVisible();
    await openCenter(page);
    await expect(offer).toBeVisible();
    expect(await timesAsked()).toBe(0);

    await center(page).getByRole('button', { name: 'Turn on' }).click();
    const blocked = center(page).getByText(/Allow them in its settings/);
    await expect(blocked).toBeVisible();
    expect(await timesAsked()).toBe(1);
    await blocked
      .locator('..')
      .getByRole('button', { name: 'Dismiss' })
      .click();
    await expect(blocked).toHaveCount(0);
    await expect(offer).toHaveCount(0);

    // The command says it too.
    await page.keyboard.press('Escape');
    await execute(page, 'jupyter-notifications:enable-desktop');
    await expect(toast(page, 'This browser blocks')).toBeVisible();
    expect(await timesAsked()).toBe(1);
  });
}
