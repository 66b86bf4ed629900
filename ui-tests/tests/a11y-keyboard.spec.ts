/** The center without a mouse, from one end to the other, and what a screen reader is told meanwhile. */

import type { Page } from '@playwright/test';

import {
  APPS,
  START,
  badge,
  card,
  center,
  expect,
  expectUnread,
  open,
  test
} from '../src/fixtures';

test.describe.configure({ timeout: 120_000 });
test.use({
  serverOptions: { config: { NotificationsExtension: { rate_limit: 0 } } }
});
test.beforeEach(({ server }) => server.clear());

/** Press a key until something has the focus. */
async function pressUntil(
  page: Page,
  key: string,
  selector: string,
  most: number
): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    if ((await page.locator(`${selector}:focus`).count()) > 0) {
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`${most} times ${key} did not lead to ${selector}`);
}

/** From now on note what status regions say, when, and whether any of them interrupts. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const said: { at: number; text: string; urgent: boolean }[] = [];
    Object.assign(window, { said });
    const live = '[role="status"], [role="alert"], [aria-live]';
    new MutationObserver(changes => {
      const regions = new Set<Element>();
      for (const { target } of changes) {
        const element =
          target instanceof Element ? target : target.parentElement;
        const region = element?.closest(live);
        if (region?.closest('[class*="jp-Notifications-"]')) {
          regions.add(region);
        }
      }
      for (const region of regions) {
        const text = region.textContent?.trim() ?? '';
        if (text) {
          const urgent =
            region.getAttribute('role') === 'alert' ||
            region.getAttribute('aria-live') === 'assertive';
          said.push({ at: performance.now(), text, urgent });
        }
      }
    }).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true
    });
  });
}

/** What was said so far. */
function said(
  page: Page
): Promise<{ at: number; text: string; urgent: boolean }[]> {
  return page.evaluate(
    () =>
      (window as unknown as { said: [] }).said as {
        at: number;
        text: string;
        urgent: boolean;
      }[]
  );
}

for (const app of APPS) {
  test(`${app}: everything by keyboard`, async ({ page, server }) => {
    for (const number of [1, 2, 3, 4, 5]) {
      await server.post({
        title: `Entry ${number}`,
        source: 'ci'
      });
    }
    await open(page, server, START[app]);
    await expectUnread(page, 5);

    // The badge is on the way of Tab, whatever else the application has there.
    await pressUntil(page, 'Shift+Tab', 'button.jp-Notifications-badge', 80);
    await page.keyboard.press('Enter');
    await expect(center(page)).toBeVisible();

    // Header, tabs, search, then the list, each one stop.
    await expect(center(page).getByRole('tab').first()).toBeVisible();
    await pressUntil(page, 'Tab', '.jp-Notifications-tab', 8);
    await page.keyboard.press('ArrowLeft');
    await expect(
      center(page).getByRole('tab', { name: 'Unread' })
    ).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('/');
    await expect(center(page).getByRole('searchbox')).toBeFocused();
    await page.keyboard.type('Entry 3');
    await expect(center(page).getByRole('article')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(center(page).getByRole('article')).toHaveCount(5);
    await page.keyboard.press('ArrowDown');
    await expect(card(page, /Entry 5/)).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(card(page, /Entry 4/)).toBeFocused();

    // One card: read, archive, back again.
    await page.keyboard.press('r');
    await expectUnread(page, 4);
    await page.keyboard.press('e');
    await expect(card(page, /Entry 4/)).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(card(page, /Entry 4/)).toBeVisible();

    // Several: select, extend, act, undo.
    await pressUntil(page, 'ArrowDown', 'article', 2);
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    const bulk = center(page).getByRole('toolbar', {
      name: 'Selected notifications'
    });
    await expect(bulk.getByText('2 selected')).toBeVisible();
    await page.keyboard.press('Delete');
    await expect(center(page).getByRole('article')).toHaveCount(3);
    await page.keyboard.press('Control+z');
    await expect(center(page).getByRole('article')).toHaveCount(5);

    // Menus: snooze and mute, chosen and left.
    await pressUntil(page, 'ArrowDown', 'article', 2);
    await page.keyboard.press('Home');
    await page.keyboard.press('s');
    await expect(page.getByRole('menu')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(card(page, /Entry 5/)).toBeFocused();
    await page.keyboard.press('s');
    await expect(page.getByRole('menu')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(card(page, /Entry 5/)).toHaveCount(0);

    // Help, and out again, step by step.
    await pressUntil(page, 'ArrowDown', 'article', 2);
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(help).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(help).toHaveCount(0);
    await expect(center(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(center(page)).toBeHidden();
    await expect(badge(page)).toBeFocused();
  });

  test(`${app}: a burst is told politely, once in five seconds at most`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await expectUnread(page, 0);
    await listen(page);
    let posted = 0;
    // As long as it takes until it was told twice.
    await expect
      .poll(
        async () => {
          await server.batch(
            Array.from({ length: 3 }, () => ({
              title: `Arrival ${++posted}`,
              source: 'burst'
            }))
          );
          return (await said(page)).length;
        },
        { timeout: 30_000, intervals: [200] }
      )
      .toBeGreaterThanOrEqual(2);
    const all = await said(page);
    expect(all.filter(each => each.urgent)).toEqual([]);
    for (const [index, each] of all.entries()) {
      expect(each.text).toMatch(/^\d+ new notifications?$/);
      if (index > 0) {
        expect(each.at - all[index - 1].at).toBeGreaterThan(4900);
      }
    }
  });
}
