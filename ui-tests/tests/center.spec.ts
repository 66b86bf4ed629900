/** What a person does in the center: by keyboard, by pointer, one card and all of them. */

import type { Page } from '@playwright/test';

import {
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
import type { Json } from '../src/server';

test.beforeEach(({ server }) => server.clear());

/** What the server has, by title. */
async function titles(
  server: { request(method: string, route: string): Promise<unknown> },
  state: string
): Promise<string[]> {
  const page = (await server.request(
    'GET',
    `/api/notifications?state=${state}&limit=100`
  )) as { items: { title: string }[] };
  return page.items.map(item => item.title);
}

const cards = (page: Page) => center(page).getByRole('article');

test('the keyboard alone: open, move, read, delete, undo, close', async ({
  page,
  server
}) => {
  for (const title of ['First', 'Second', 'Third']) {
    await server.post({ title });
  }
  await open(page, server, START.JupyterLab);
  await expectUnread(page, 3);

  await badge(page).focus();
  await page.keyboard.press('Enter');
  await expect(center(page)).toBeVisible();
  await expect(badge(page)).toHaveAttribute('aria-expanded', 'true');

  // Tab leads into the list, which is one stop.
  await expect(cards(page)).toHaveCount(3);
  for (let presses = 0; presses < 20; presses++) {
    if (await page.locator('article:focus').count()) {
      break;
    }
    await page.keyboard.press('Tab');
  }
  await expect(card(page, /Third/)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(card(page, /Second/)).toBeFocused();
  await page.keyboard.press('End');
  await expect(card(page, /First/)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');

  await page.keyboard.press('r');
  await expectUnread(page, 2);
  await page.keyboard.press('r');
  await expectUnread(page, 3);

  await page.keyboard.press('Delete');
  await expect(card(page, /Second/)).toHaveCount(0);
  await expect(center(page).getByText(/^Deleted .Second.$/)).toBeVisible();
  // The focus goes to the next card, and nothing was sent yet.
  await expect(card(page, /First/)).toBeFocused();
  expect(await titles(server, 'inbox')).toContain('Second');
  await page.keyboard.press('Control+z');
  await expect(card(page, /Second/)).toBeVisible();
  await expectUnread(page, 3);

  await page.keyboard.press('Escape');
  await expect(center(page)).toBeHidden();
  await expect(badge(page)).toBeFocused();
  await expect(badge(page)).toHaveAttribute('aria-expanded', 'false');
});

test('a deletion that is not undone reaches the server, at the latest when the page goes away', async ({
  page,
  server
}) => {
  await server.post({ title: 'Kept' });
  await server.post({ title: 'To be deleted' });
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await card(page, /To be deleted/).hover();
  await card(page, /To be deleted/)
    .getByRole('button', { name: 'Delete' })
    .click();
  await expect(card(page, /To be deleted/)).toHaveCount(0);
  await expectUnread(page, 1);
  expect(await titles(server, 'inbox')).toEqual(['To be deleted', 'Kept']);
  await page.goto('about:blank');
  await expect.poll(() => titles(server, 'all')).toEqual(['Kept']);
});

test('mark all as read takes what is there', async ({ page, server }) => {
  await server.post({ title: 'One' });
  await server.post({ title: 'Two' });
  await open(page, server, START.JupyterLab);
  await expectUnread(page, 2);
  await openCenter(page);
  await center(page).getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(page, 0);
  // The count does not wait for the server.
  await expect.poll(() => titles(server, 'unread')).toEqual([]);
  expect(await titles(server, 'inbox')).toEqual(['Two', 'One']);
});

test('mark all as read takes what the list has shown, however new', async ({
  page,
  server
}) => {
  await open(page, server, START.JupyterLab);
  await server.post({ title: 'One' });
  // In the time in which further hints are held back.
  await server.post({ title: 'Two' });
  await openCenter(page);
  await expect(cards(page)).toHaveCount(2);
  await center(page).getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(page, 0);
  // The count does not wait for the server.
  await expect.poll(() => titles(server, 'unread')).toEqual([]);
});

test('archive takes a card out of the inbox, and it can come back', async ({
  page,
  server
}) => {
  await server.post({ title: 'Put away' });
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await card(page, /Put away/).hover();
  await card(page, /Put away/)
    .getByRole('button', { name: 'Archive' })
    .click();
  await expect(card(page, /Put away/)).toHaveCount(0);
  await expectUnread(page, 0);

  await center(page).getByRole('tab', { name: 'Archived' }).click();
  await card(page, /Put away/).hover();
  await card(page, /Put away/)
    .getByRole('button', { name: 'Move to inbox' })
    .click();
  await expect(card(page, /Put away/)).toHaveCount(0);
  await center(page).getByRole('tab', { name: 'All' }).click();
  await expect(card(page, /Put away/)).toBeVisible();
});

test('more than a page is loaded as one scrolls, in order and once each', async ({
  page,
  server
}) => {
  const all: Json[] = Array.from({ length: 120 }, (_, index) => ({
    title: `Entry ${String(index + 1).padStart(3, '0')}`
  }));
  await server.batch(all);
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await expect(card(page, /Entry 120/)).toBeVisible();
  const seen = await center(page)
    .getByRole('tabpanel')
    .evaluate(async list => {
      const found = new Map<number, string>();
      // As a hand does, frame by frame; what comes in view is in the page.
      while (!found.has(120)) {
        for (const item of list.querySelectorAll('li')) {
          const title = item.querySelector('h4 bdi')?.textContent ?? '';
          found.set(Number(item.getAttribute('aria-posinset')), title);
        }
        list.scrollTop += 100;
        await new Promise(done => requestAnimationFrame(done));
      }
      return [...found].sort(([a], [b]) => a - b).map(([, title]) => title);
    });
  expect(seen).toEqual(all.map(each => each.title).reverse());
});

test('the empty inbox says so', async ({ page, server }) => {
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await expect(center(page).getByText(/^You.re all caught up$/)).toBeVisible();
});

test('what arrived since the last closing is new', async ({ page, server }) => {
  await server.post({ title: 'Old news' });
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await expect(card(page, /Old news/)).toBeVisible();
  await page.keyboard.press('Escape');
  await server.post({ title: 'Fresh news' });
  await expectUnread(page, 2);
  await openCenter(page);
  const section = (name: string) =>
    center(page).getByRole('list', { name }).getByRole('article');
  await expect(section('New')).toHaveCount(1);
  await expect(section('New')).toContainText('Fresh news');
  await expect(section('Earlier')).toContainText('Old news');
});
