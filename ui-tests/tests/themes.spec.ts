/** Light and dark: axe finds nothing serious in the open center, and the colours come from the theme. */

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import {
  APPS,
  START,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import { emit, execute } from '../src/application';
import { SHOWCASE } from '../src/showcase';

const THEMES = ['JupyterLab Light', 'JupyterLab Dark'];

/** Switch the theme, and wait until it is there. */
async function useTheme(page: Page, theme: string): Promise<void> {
  await execute(page, 'apputils:change-theme', { theme });
  await expect(page.locator('body')).toHaveAttribute(
    'data-jp-theme-name',
    theme
  );
}

/** The lightness of the center's background, 0 to 255. */
async function lightness(page: Page): Promise<number> {
  return center(page).evaluate(node => {
    const [red, green, blue] = getComputedStyle(node)
      .backgroundColor.match(/[\d.]+/g)!
      .map(Number);
    return (red + green + blue) / 3;
  });
}

for (const app of APPS) {
  test(`${app}: no serious violation in either theme`, async ({
    page,
    server
  }) => {
    test.setTimeout(90_000);
    await server.clear();
    for (const content of SHOWCASE) {
      await server.post(content);
    }
    await open(page, server, START[app]);
    await emit(page, 'Build recommended');
    const seen: number[] = [];
    for (const theme of THEMES) {
      await useTheme(page, theme);
      await openCenter(page);
      await expect(center(page).getByRole('article').first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page })
        .include('.jp-Notifications-center')
        .include('.jp-Notifications-badge')
        .analyze();
      const serious = violations
        .filter(each => ['serious', 'critical'].includes(each.impact ?? ''))
        .map(
          each =>
            `${theme}: ${each.id}: ${each.nodes.map(node => `${node.html} ${node.failureSummary}`).join('\n')}`
        );
      expect(serious).toEqual([]);
      seen.push(await lightness(page));
      await page.keyboard.press('Escape');
    }
    expect(seen[0]).toBeGreaterThan(200);
    expect(seen[1]).toBeLessThan(80);
    await useTheme(page, THEMES[0]);
    await expectUnread(
      page,
      SHOWCASE.filter(each => each.type !== 'in-progress').length
    );
  });
}
