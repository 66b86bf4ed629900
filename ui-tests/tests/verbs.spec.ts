/** What puts notifications off or keeps them quiet, in both applications: snooze, mute, filters, do not disturb. */

import type { Locator, Page } from '@playwright/test';

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
import type { Json, Server } from '../src/server';

const PREFERENCES = '/api/notifications/preferences';

test.beforeEach(async ({ server }) => {
  await server.clear();
  await server.request('PUT', PREFERENCES, {});
});

const cards = (page: Page) => center(page).getByRole('article');
const item = (page: Page, name: string | RegExp) =>
  page.locator('.lm-Menu-item').filter({ hasText: name });
const strip = (page: Page) => center(page).locator('.jp-Notifications-undo');

/** What the server has, newest first. */
async function stored(server: Server, state: string): Promise<Json[]> {
  const answer = await server.request(
    'GET',
    `/api/notifications?state=${state}&limit=100`
  );
  return (answer as { items: Json[] }).items;
}

/** Press a button of a card, which is there once the pointer is on it. */
async function press(cards: Locator, name: string): Promise<void> {
  await cards.hover();
  await cards.getByRole('button', { name, exact: true }).click();
}

/** What the field for a date and a time takes, in the page's time zone. */
function fieldTime(page: Page, milliseconds: number): Promise<string> {
  return page.evaluate(time => {
    const offset = new Date(time).getTimezoneOffset() * 60_000;
    return new Date(time - offset).toISOString().slice(0, 16);
  }, milliseconds);
}

for (const app of APPS) {
  test.describe(app, () => {
    test('snooze by a preset, with the time shown, and take it back', async ({
      page,
      server
    }) => {
      await server.post({ title: 'Stays' });
      await server.post({ title: 'Sleeps' });
      await open(page, server, START[app]);
      await openCenter(page);
      await press(card(page, /Sleeps/), 'Snooze');
      await expect(item(page, 'Tomorrow')).toContainText('9:00');
      await item(page, 'Tomorrow').click();
      await expect(cards(page)).toHaveCount(1);
      await expectUnread(page, 1);
      await expect(strip(page)).toContainText(/Snoozed “Sleeps” until .*9:00/);
      await expect
        .poll(async () => (await stored(server, 'snoozed')).length)
        .toBe(1);
      const [{ snoozed_until: until }] = await stored(server, 'snoozed');
      const local = await page.evaluate(time => {
        const date = new Date(time);
        const tomorrow = new Date();
        tomorrow.setDate(tomorrow.getDate() + 1);
        return [
          date.getHours(),
          date.toDateString() === tomorrow.toDateString()
        ];
      }, until as string);
      expect(local).toEqual([9, true]);

      await strip(page).getByRole('button', { name: 'Undo' }).click();
      await expect(card(page, /Sleeps/)).toBeFocused();
      await expectUnread(page, 2);
      await expect
        .poll(async () => (await stored(server, 'snoozed')).length)
        .toBe(0);
    });

    test('snooze by the key and the picker, which refuses what has passed', async ({
      page,
      server
    }) => {
      await server.post({ title: 'Sleeps' });
      await open(page, server, START[app]);
      await openCenter(page);
      await card(page, /Sleeps/).focus();
      await page.keyboard.press('s');
      await item(page, 'Pick a date and time…').click();
      const dialog = page.locator('.jp-Dialog');
      const field = dialog.getByLabel('Date and time');
      await expect(field).toBeFocused();
      // The center stays where it is.
      await expect(center(page)).toBeVisible();
      await field.fill(await fieldTime(page, Date.now() - 3_600_000));
      await expect(dialog.getByRole('alert')).toHaveText(
        'This time has passed. Choose one that is to come.'
      );
      await page.keyboard.press('Enter');
      await expect(dialog).toBeVisible();
      expect(await stored(server, 'snoozed')).toEqual([]);

      const until = await fieldTime(page, Date.now() + 50 * 3_600_000);
      await field.fill(until);
      await expect(dialog.getByRole('alert')).toBeEmpty();
      await page.keyboard.press('Enter');
      await expect(dialog).toHaveCount(0);
      await expect(cards(page)).toHaveCount(0);
      await expect(strip(page)).toContainText('Snoozed “Sleeps” until');
      await expect
        .poll(async () => (await stored(server, 'snoozed'))[0]?.snoozed_until)
        .toBe(await page.evaluate(time => new Date(time).toISOString(), until));
    });

    test('what is snoozed has a view, wakes by itself, and can be woken', async ({
      page,
      server
    }) => {
      const { id: soon } = await server.post({ title: 'Soon' });
      const { id: later } = await server.post({ title: 'Later' });
      const hours = (count: number) =>
        new Date(Date.now() + count * 3_600_000).toISOString();
      const snooze = (id: unknown, snoozed_until: string) =>
        server.request('PATCH', `/api/notifications/${String(id)}`, {
          snoozed_until
        });
      await snooze(soon, hours(1));
      await snooze(later, hours(30));
      await open(page, server, START[app]);
      await openCenter(page);
      await expect(cards(page)).toHaveCount(0);
      await center(page).getByRole('button', { name: 'Filter' }).click();
      await item(page, 'Snoozed').click();
      await expect(
        center(page).getByRole('tab', { name: 'Snoozed' })
      ).toHaveAttribute('aria-selected', 'true');
      await expect(cards(page)).toHaveText([
        /Soon.*Snoozed until/,
        /Later.*Snoozed until/
      ]);

      // The server wakes it, and tells the page.
      await snooze(soon, new Date(Date.now() + 1500).toISOString());
      await expect(cards(page)).toHaveText([/Later/]);
      await expectUnread(page, 1);

      await press(card(page, /Later/), 'Wake now');
      await expect(center(page).getByText('Nothing snoozed')).toBeVisible();
      await center(page).getByRole('tab', { name: 'All' }).click();
      await expect(cards(page)).toHaveCount(2);
      await expectUnread(page, 2);
    });

    test('mute a source: the next of it arrives read, until that is undone', async ({
      page,
      server
    }) => {
      const post = (title: string, source: string) =>
        server.post({ title, source, topic: 'run' });
      await post('First', 'noisy');
      await open(page, server, START[app]);
      await openCenter(page);
      await press(card(page, /First/), 'Mute');
      await item(page, 'Mute source “noisy”').click();
      await expect(strip(page)).toContainText('Muted “noisy”');
      await expect(card(page, /First/)).toContainText('muted');
      await expect
        .poll(async () => (await server.request('GET', PREFERENCES)) as Json)
        .toMatchObject({ muted_sources: ['noisy'], muted_topics: [] });

      await page.mouse.move(0, 0);
      await post('Second', 'noisy');
      await post('Third', 'calm');
      await expect(card(page, /Third/)).toHaveClass(/jp-mod-unread/);
      await expect(card(page, /Second/)).not.toHaveClass(/jp-mod-unread/);
      await expectUnread(page, 2);

      await center(page)
        .getByRole('heading', { name: 'Notifications' })
        .click();
      await page.keyboard.press('Control+z');
      await expect(strip(page)).toHaveCount(0);
      await expect
        .poll(async () => (await server.request('GET', PREFERENCES)) as Json)
        .toMatchObject({ muted_sources: [] });
      await post('Fourth', 'noisy');
      await expectUnread(page, 3);
    });

    test('filters combine, show why the list is short, and go one by one', async ({
      page,
      server
    }) => {
      await server.post({ title: 'A', source: 's', topic: 't', type: 'error' });
      await server.post({ title: 'B', source: 's', topic: 't' });
      await server.post({ title: 'C', source: 's', type: 'error' });
      await server.post({ title: 'D', source: 'x', topic: 't', type: 'error' });
      await open(page, server, START[app]);
      await openCenter(page);
      await expect(cards(page)).toHaveCount(4);
      const choose = async (menu: string, name: string) => {
        await center(page)
          .getByRole('button', { name: /^Filter/ })
          .click();
        await item(page, menu).click();
        await page
          .locator('.lm-Menu')
          .last()
          .locator('.lm-Menu-item')
          .filter({ has: page.getByText(name, { exact: true }) })
          .click();
      };
      await choose('Source', 's');
      await expect(cards(page)).toHaveCount(3);
      await choose('Topic', 't');
      await expect(cards(page)).toHaveCount(2);
      await choose('Type', 'Error');
      await expect(cards(page)).toHaveCount(1);
      await expect(card(page, /A/)).toBeVisible();
      const chips = center(page).getByRole('list', { name: 'Filters' });
      await expect(chips.getByRole('button')).toHaveText([
        'Source: s',
        'Topic: t',
        'Type: Error'
      ]);
      await center(page)
        .getByRole('button', { name: 'Remove filter: Topic: t' })
        .click();
      await expect(cards(page)).toHaveCount(2);
      await center(page)
        .getByRole('button', { name: /^Filter/ })
        .click();
      await item(page, 'Clear filters').click();
      await expect(cards(page)).toHaveCount(4);
      await expect(chips).toHaveCount(0);
    });
  });
}

test('do not disturb is one switch for both applications', async ({
  page,
  server
}) => {
  await open(page, server, START.JupyterLab);
  const other = await page.context().newPage();
  await open(other, server, START['Notebook 7']);
  await openCenter(other);
  const there = center(other).getByRole('button', { name: 'Do not disturb' });
  await expect(there).toHaveAttribute('aria-pressed', 'false');

  await page.bringToFront();
  await openCenter(page);
  const here = center(page).getByRole('button', { name: 'Do not disturb' });
  await here.click();
  await item(page, 'For 1 hour').click();
  await expect(here).toHaveAttribute('aria-pressed', 'true');
  await expect(here).toHaveAttribute('title', /^Do not disturb is on until/);
  await expect(badge(page)).toHaveAccessibleName(/^Do not disturb is on/);
  // The switch shows it before the server has it.
  await expect
    .poll(() => server.request('GET', PREFERENCES))
    .toMatchObject({ do_not_disturb: true, quiet: true });

  await expect(there).toHaveAttribute('aria-pressed', 'true');
  await expect(badge(other)).toHaveAccessibleName(/^Do not disturb is on/);
  await other.bringToFront();
  await there.click();
  await expect(there).toHaveAttribute('aria-pressed', 'false');
  await expect(here).toHaveAttribute('aria-pressed', 'false');
  await expect(badge(page)).toHaveAccessibleName('No unread notifications');
});
