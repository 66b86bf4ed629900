/** WCAG 2.2 AA by axe: every state of the center, the badge, menus and dialogs, in every theme and both applications. */

import type { Locator, Page } from '@playwright/test';

import { THEMES, tooSmall, useTheme, violations } from '../src/accessibility';
import { emit, execute } from '../src/application';
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
import { makeCuttable, setCut } from '../src/line';
import type { Server } from '../src/server';
import { SHOWCASE } from '../src/showcase';

test.describe.configure({ timeout: 300_000 });

const LONG = Array.from({ length: 30 }, (_, line) => `- line ${line}`);

/** One of each kind, and what is not in the showcase. */
async function fill(page: Page, server: Server): Promise<void> {
  for (const content of [
    ...SHOWCASE,
    ...[1, 2, 3].map(number => ({
      title: `Nightly run ${number}`,
      source: 'jupyter-scheduler',
      topic: 'run.finished',
      group: 'Nightly runs',
      type: number === 2 ? 'error' : 'success'
    })),
    {
      title: 'A long one, with all that Markdown has',
      source: 'ci',
      topic: 'report',
      body: [
        '## Heading\n\n`code` and [a link](https://jupyter.org/)\n',
        '| a | b |\n| - | - |\n| 1 | 2 |\n',
        '```python\nprint("a block")\n```\n',
        '> a quotation\n',
        ...LONG
      ].join('\n')
    }
  ]) {
    await server.post(content);
  }
  await emit(page, 'Build recommended');
}

/** Open the menu that a button of the center opens. */
async function openMenuOf(page: Page, name: RegExp | string): Promise<void> {
  await center(page).getByRole('button', { name }).click();
  await expect(page.locator('.jp-Notifications-menu')).toBeVisible();
}

/** Close what is open above the center. */
async function escape(page: Page, gone: string): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.locator(gone)).toHaveCount(0);
}

/** Look at what there is now: at all of it in the first theme, at the colours in the others. */
async function look(page: Page, state: string, theme: string): Promise<void> {
  const found = await violations(page, theme !== THEMES[0]);
  expect.soft(found, `${state}, ${theme}`).toEqual([]);
}

/** Controls have to be big enough, whatever the theme. */
async function lookAtSizes(where: Locator, state: string): Promise<void> {
  expect.soft(await tooSmall(where), `${state}, sizes`).toEqual([]);
}

/** How light the background is, from 0 to 255. */
async function lightness(where: Locator): Promise<number> {
  return where.evaluate(node => {
    const [red, green, blue] = getComputedStyle(node)
      .backgroundColor.match(/[\d.]+/g)!
      .map(Number);
    return (red + green + blue) / 3;
  });
}

for (const app of APPS) {
  for (const theme of THEMES) {
    test(`${app}, ${theme}: lists, selection, menus, dialogs and banners`, async ({
      page,
      server
    }) => {
      await server.clear();
      await makeCuttable(page);
      await open(page, server, START[app]);
      await useTheme(page, theme);
      await look(page, 'the badge alone', theme);
      await openCenter(page);
      await expect(center(page).getByText(/all caught up/)).toBeVisible();
      await look(page, 'empty', theme);

      await fill(page, server);
      await expect(card(page, /A long one/)).toBeVisible();
      await look(page, 'all', theme);
      await lookAtSizes(center(page), 'all');
      // Its colours are the theme's.
      expect((await lightness(center(page))) > 128).toBe(!/Dark/.test(theme));
      await card(page, /A long one/).hover();
      await look(page, 'a card under the pointer', theme);
      await page.mouse.move(5, 5);

      const group = card(page, /Nightly runs/);
      await group.getByRole('button', { name: /Nightly runs/ }).click();
      await expect(card(page, /Nightly run 2/)).toBeVisible();
      await look(page, 'a group unfolded', theme);

      await card(page, /Nightly run 2/).focus();
      await page.keyboard.press('Space');
      await expect(
        center(page).getByRole('toolbar', { name: 'Selected notifications' })
      ).toBeVisible();
      await look(page, 'selecting', theme);
      await lookAtSizes(center(page), 'selecting');
      await page.keyboard.press('Escape');

      for (const name of ['More actions', 'Do not disturb', /^Filter/]) {
        await openMenuOf(page, name);
        await look(page, `menu ${name}`, theme);
        await lookAtSizes(page.locator('.jp-Notifications-menu'), `${name}`);
        await escape(page, '.jp-Notifications-menu');
      }

      await card(page, /A long one/).focus();
      await page.keyboard.press('s');
      await expect(page.locator('.jp-Notifications-menu')).toBeVisible();
      await look(page, 'menu of snooze', theme);
      await page
        .getByRole('menuitem', { name: 'Pick a date and time' })
        .click();
      await expect(page.getByRole('dialog', { name: /Snooze/ })).toBeVisible();
      await look(page, 'dialog of snooze', theme);
      await escape(page, '.jp-Dialog');

      await card(page, /A long one/).focus();
      await page.keyboard.press('?');
      await expect(
        page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      ).toBeVisible();
      await look(page, 'help', theme);
      await escape(page, '.jp-Notifications-help');

      await card(page, /A long one/).focus();
      await page.keyboard.press('Delete');
      await expect(center(page).getByText(/^Deleted/)).toBeVisible();
      await look(page, 'undo', theme);

      await page.route('**/api/notifications/*', (route, request) =>
        request.method() === 'PATCH'
          ? route.fulfill({ status: 503, json: { message: 'Disk full' } })
          : route.fallback()
      );
      await card(page, /Run failed/).focus();
      await page.keyboard.press('r');
      await expect(center(page).getByText(/^Not saved/)).toBeVisible();
      await look(page, 'refused', theme);
      await page.unrouteAll();
      await setCut(page, true);
      await expect(center(page).getByText(/^Offline/)).toBeVisible();
      await look(page, 'offline', theme);
      await setCut(page, false);
      // The page tries by itself as well, and then the button is gone before it can be pressed.
      await center(page)
        .getByRole('button', { name: 'Try again' })
        .click({ timeout: 5_000 })
        .catch(() => undefined);
      await expect(center(page).getByText(/^Offline/)).toHaveCount(0);

      await center(page).getByRole('tab', { name: 'Archived' }).click();
      await look(page, 'nothing archived', theme);
      await center(page).getByRole('tab', { name: 'Unread' }).click();
      await center(page).getByRole('searchbox').fill('nothing has this');
      await expect(center(page).getByText('Nothing found')).toBeVisible();
      await look(page, 'nothing found', theme);

      if (app === 'JupyterLab') {
        await page.keyboard.press('Escape');
        await execute(page, 'jupyter-notifications:open-panel');
        const panel = page.locator('section.jp-Notifications-center');
        await expect(panel.getByRole('article').first()).toBeVisible();
        await look(page, 'side panel', theme);
        await lookAtSizes(panel, 'side panel');
      }
      await useTheme(page, THEMES[0]);
    });
  }
}

test('a violation would be found', async ({ page, server }) => {
  await open(page, server, START['Notebook 7']);
  await openCenter(page);
  await center(page)
    .getByRole('button', { name: 'Close' })
    .evaluate(node => {
      node.removeAttribute('aria-label');
      node.removeAttribute('title');
      node.style.width = '12px';
    });
  expect((await violations(page)).join('\n')).toContain('button-name');
  expect(await violations(page, true)).toEqual([]);
  await center(page)
    .getByRole('heading', { name: 'Notifications', exact: true })
    .evaluate(node => {
      node.style.color = '#ddd';
    });
  expect((await violations(page, true)).join('\n')).toContain('color-contrast');
  expect(await tooSmall(center(page))).not.toEqual([]);
});
