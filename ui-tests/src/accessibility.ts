/** What axe finds in what is ours, and how big and where things are. */

import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';

import { execute } from './application';
import { expect } from './fixtures';

/** The themes that come with both applications. */
export const THEMES = [
  'JupyterLab Light',
  'JupyterLab Dark',
  'JupyterLab Dark High Contrast'
];

/** WCAG 2.2, levels A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** All that is ours in a page, wherever the application puts it. */
const OURS = [
  '.jp-Notifications-badge',
  '.jp-Notifications-center',
  '.jp-Notifications-menu',
  '.jp-Notifications-help',
  '.jp-Dialog'
];

/** Switch the theme, and wait until it is there. */
export async function useTheme(page: Page, theme: string): Promise<void> {
  await execute(page, 'apputils:change-theme', { theme });
  await expect(page.locator('body')).toHaveAttribute(
    'data-jp-theme-name',
    theme
  );
  // What lies behind it cannot be judged.
  await expect(page.locator('#jupyterlab-splash')).toHaveCount(0);
}

/**
 * What axe finds in what is ours, one line each, with the rule and the element.
 *
 * @param onlyColours - Only what a theme can do wrong.
 *
 * @param ours - Where to look.
 */
export async function violations(
  page: Page,
  onlyColours = false,
  ours: ReadonlyArray<string> = OURS
): Promise<string[]> {
  // Without frames there is nothing to put together, for which axe would open a page each time.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  if (onlyColours) {
    builder.withRules(['color-contrast', 'link-in-text-block']);
  } else {
    builder.withTags(TAGS);
  }
  const there = await page.evaluate(selectors => {
    // Notebook 7's body is 0 high and cuts off what overflows: axe takes all in it for hidden, and its colours for right.
    document.body.style.blockSize = '100vh';
    return selectors.filter(each => document.querySelector(each));
  }, ours);
  there.forEach(selector => builder.include(selector));
  const found = await builder.analyze();
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) =>
        `${id}: ${html}: ${failureSummary?.replace(/\s+/g, ' ')}`
    )
  );
}

/** The visible controls that are smaller than 24 by 24 pixels; links in a text may be. */
export async function tooSmall(where: Locator): Promise<string[]> {
  return where.evaluate(node =>
    [
      ...node.querySelectorAll<HTMLElement>(
        'button, input, [role="tab"], [role="menuitem"], [role="menuitemradio"]'
      )
    ]
      // What belongs to a label is as big as that.
      .map(each => each.closest('label') ?? each)
      .filter(each => each.checkVisibility({ visibilityProperty: true }))
      .map(each => ({ each, box: each.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 24 || box.height < 24)
      .map(
        ({ each, box }) =>
          `${each.outerHTML.slice(0, 120)}: ${box.width} x ${box.height}`
      )
  );
}

/** What sticks out of the window or of its own box sideways, so that one would have to scroll to read it. */
export async function cutOff(where: Locator): Promise<string[]> {
  return where.evaluate(node => {
    const { left, right } = node.getBoundingClientRect();
    const found =
      left < -0.5 || right > document.documentElement.clientWidth + 0.5
        ? [`all of it: ${left} to ${right}`]
        : [];
    for (const each of node.querySelectorAll<HTMLElement>('*')) {
      const box = each.getBoundingClientRect();
      const isThere = box.width > 1 && box.height > 1 && each.checkVisibility();
      if (isThere && (box.left < left - 0.5 || box.right > right + 0.5)) {
        // What scrolls by itself, such as code, may be wider.
        const scrolls = each.parentElement?.closest(
          'pre, table, .jp-Notifications-markdown'
        );
        if (!scrolls) {
          found.push(
            `${each.outerHTML.slice(0, 120)}: ${box.left} to ${box.right}`
          );
        }
      }
    }
    return found;
  });
}
