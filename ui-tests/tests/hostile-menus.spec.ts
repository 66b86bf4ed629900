/** Hostile names in menus, chips and the undo strip, of the popup and of the side panel: they are text, and nothing else. */

import type { Locator, Page } from '@playwright/test';

import { execute } from '../src/application';
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
import { NOTHING, TEXTS, findings, guard } from '../src/hostile';
import type { Server } from '../src/server';

const PREFERENCES = '/api/notifications/preferences';

test.describe.configure({ timeout: 60_000 });
test.beforeEach(async ({ server }) => {
  await server.clear();
  await server.request('PUT', PREFERENCES, {});
});
test.afterEach(({ server }) => server.request('PUT', PREFERENCES, {}));

/** One entry for each text, which is all that it says. */
async function attack(server: Server): Promise<void> {
  await server.batch(
    TEXTS.map(text => ({ title: text, source: text, topic: text }))
  );
}

/** The menus that are open, the innermost last. */
const menus = (page: Page) => page.locator('.jp-Notifications-menu');

/** What the items of the innermost menu say, in the order of the alphabet. */
async function labels(page: Page): Promise<string[]> {
  const items = menus(page).last().locator('.lm-Menu-itemLabel');
  return (await items.allTextContents()).filter(Boolean).sort();
}

/** Open a menu of the center, and a menu in it. */
async function openSubmenu(
  page: Page,
  frame: Locator,
  button: RegExp | string,
  name: string
): Promise<void> {
  await frame.getByRole('button', { name: button }).click();
  await menus(page).getByRole('menuitem', { name, exact: true }).click();
  await expect(menus(page)).toHaveCount(2);
}

async function expectNothing(page: Page, what: string): Promise<void> {
  expect(await findings(page), what).toEqual(NOTHING);
}

/** Mute and delete each, and take it back. */
async function useCards(page: Page, frame: Locator): Promise<void> {
  const strip = frame.locator('.jp-Notifications-undo p');
  for (const text of TEXTS) {
    const entry = frame.getByRole('article', { name: text });
    await entry.focus();
    await page.keyboard.press('m');
    const items = menus(page).getByRole('menuitem');
    await expect(items).toHaveText([
      `Mute source “${text}”`,
      `Mute topic “${text}”`
    ]);
    await expectNothing(page, `menu of ${text}`);
    await items.first().click();
    await expect(strip).toHaveText(`Muted “${text}”`);
    await page.keyboard.press('Control+z');
    await expect(strip).toHaveCount(0);

    await entry.focus();
    await page.keyboard.press('Delete');
    await expect(strip).toHaveText(`Deleted “${text}”`);
    await expectNothing(page, `strip of ${text}`);
    await page.keyboard.press('Control+z');
    await expect(entry).toBeVisible();
  }
}

/** Choose in the filter menu, and among what is muted. */
async function useMenus(
  page: Page,
  server: Server,
  frame: Locator
): Promise<void> {
  for (const [index, name] of ['Source', 'Topic'].entries()) {
    const text = TEXTS[index];
    await openSubmenu(page, frame, /^Filter/, name);
    expect(await labels(page)).toEqual(
      [`All ${name.toLowerCase()}s`, ...TEXTS].sort()
    );
    await expectNothing(page, `menu ${name}`);
    await menus(page).last().getByRole('menuitemradio', { name: text }).click();
    const chosen = `${name}: ${text}`;
    const chip = frame.getByRole('button', {
      name: `Remove filter: ${chosen}`
    });
    await expect(chip).toHaveText(chosen);
    await expect(
      frame.getByRole('button', { name: `Filter: ${chosen}`, exact: true })
    ).toBeVisible();
    await expect(frame.getByRole('article')).toHaveCount(1);
    await expectNothing(page, `chip ${name}`);
    await chip.click();
    await expect(frame.getByRole('article')).toHaveCount(TEXTS.length);
  }

  // Within a second of the page's own changes, one from elsewhere is taken for the echo of those.
  await expect(async () => {
    await server.request('PUT', PREFERENCES, {
      muted_sources: TEXTS,
      muted_topics: TEXTS
    });
    await expect(
      frame.locator('.jp-Notifications-meta').filter({ hasText: /muted$/ })
    ).toHaveCount(TEXTS.length, { timeout: 2000 });
  }).toPass({ timeout: 20_000 });
  await openSubmenu(page, frame, 'More actions', 'Muted');
  expect(await labels(page)).toEqual(
    TEXTS.flatMap(text => [
      `Unmute source “${text}”`,
      `Unmute topic “${text}”`
    ]).sort()
  );
  await expectNothing(page, 'menu Muted');
  await menus(page)
    .last()
    .getByRole('menuitem', { name: `Unmute source “${TEXTS[0]}”` })
    .click();
  await expect(frame.locator('.jp-Notifications-undo p')).toHaveText(
    `Unmuted “${TEXTS[0]}”`
  );
  await expectNothing(page, 'strip of unmuting');
}

for (const app of APPS) {
  const places = app === 'JupyterLab' ? ['popup', 'side panel'] : ['popup'];
  for (const place of places) {
    test(`${app}: menus, chips and the undo strip of the ${place} show it as text`, async ({
      page,
      server,
      context
    }) => {
      const { strangers, dialogs } = await guard(context, server);
      await attack(server);
      await open(page, server, START[app]);
      const here = page.url();
      if (place === 'popup') {
        await openCenter(page);
      } else {
        await execute(page, 'jupyter-notifications:open-panel');
      }
      const frame =
        place === 'popup'
          ? center(page)
          : page.locator('#jupyter-notifications-panel').getByRole('region');
      await expect(frame.getByRole('article')).toHaveCount(TEXTS.length);
      await useCards(page, frame);
      await useMenus(page, server, frame);
      expect(page.url()).toBe(here);
      expect(context.pages()).toHaveLength(1);
      expect(dialogs).toEqual([]);
      expect(strangers).toEqual([]);
    });
  }
}

test.describe('where nothing hovers', () => {
  test.use({ hasTouch: true, isMobile: true });

  for (const app of APPS) {
    test(`${app}: the menu of a card shows it as text`, async ({
      page,
      server,
      context
    }) => {
      const { strangers, dialogs } = await guard(context, server);
      await attack(server);
      await open(page, server, START[app]);
      await openCenter(page);
      for (const text of TEXTS) {
        await openSubmenu(page, card(page, text), 'Actions', 'Mute');
        expect(await labels(page)).toEqual([
          `Mute source “${text}”`,
          `Mute topic “${text}”`
        ]);
        await expectNothing(page, `menu of ${text}`);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await expect(menus(page)).toHaveCount(0);
      }
      expect(dialogs).toEqual([]);
      expect(strangers).toEqual([]);
    });
  }
});
