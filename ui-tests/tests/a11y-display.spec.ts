/** However it is displayed: zoomed, narrow, from right to left, without motion, in forced colours. */

import type { Locator, Page } from '@playwright/test';

import { cutOff } from '../src/accessibility';
import { execute } from '../src/application';
import {
  APPS,
  START,
  badge,
  card,
  center,
  expect,
  open,
  openCenter,
  test
} from '../src/fixtures';
import type { Server } from '../src/server';
import { SHOWCASE } from '../src/showcase';

test.describe.configure({ timeout: 90_000 });

/** A window of 1280 × 800 at 200 %, a small telephone, and 1280 at 400 %. */
const WINDOWS = [
  { width: 640, height: 400 },
  { width: 400, height: 700 },
  { width: 320, height: 640 }
];

async function fill(server: Server): Promise<void> {
  await server.clear();
  await server.post({ title: `A title without a gap ${'x'.repeat(200)}` });
  for (const content of SHOWCASE) {
    await server.post(content);
  }
}

/** The colour of a pixel of what is shown there, as a list of red, green and blue. */
async function pixel(page: Page, x: number, y: number): Promise<number[]> {
  const clip = { x, y, width: 1, height: 1 };
  const picture = (await page.screenshot({ clip })).toString('base64');
  return page.evaluate(async source => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }, picture);
}

/** What moves below it, by its own or when it changes. */
async function moving(where: Locator): Promise<string[]> {
  return where.evaluate(node =>
    node
      .getAnimations({ subtree: true })
      .filter(each => each.playState === 'running')
      .map(each => {
        const { target } = each.effect as KeyframeEffect;
        return (target as HTMLElement).outerHTML.slice(0, 100);
      })
  );
}

/** What would move when it is hovered, focused or changed. */
async function transitions(where: Locator): Promise<string[]> {
  return where.evaluate(node =>
    [node, ...node.querySelectorAll('*')]
      .filter(each =>
        getComputedStyle(each)
          .transitionDuration.split(',')
          .some(each => parseFloat(each) > 0)
      )
      .map(each => each.outerHTML.slice(0, 100))
  );
}

for (const app of APPS) {
  test(`${app}: nothing is cut off when it is zoomed or narrow`, async ({
    page,
    server
  }) => {
    await fill(server);
    await open(page, server, START[app]);
    if (app === 'JupyterLab') {
      // With it, JupyterLab itself gets no narrower than this.
      await execute(page, 'application:toggle-left-area');
    }
    for (const size of WINDOWS) {
      await page.setViewportSize(size);
      const name = `${size.width} × ${size.height}`;
      await expect(badge(page), name).toBeInViewport();
      await openCenter(page);
      await expect(card(page, /Run finished/)).toBeInViewport();
      expect.soft(await cutOff(center(page)), name).toEqual([]);
      for (const control of [
        center(page).getByRole('button', { name: 'Close' }),
        center(page).getByRole('tab', { name: 'Archived' }),
        center(page).getByRole('searchbox'),
        center(page).getByRole('button', { name: /^Filter/ })
      ]) {
        await expect.soft(control, name).toBeInViewport({ ratio: 1 });
      }
      await page.keyboard.press('Escape');
      await expect(center(page)).toBeHidden();
    }
  });

  test(`${app}: from right to left`, async ({ page, server }) => {
    await fill(server);
    await open(page, server, START[app]);
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    await openCenter(page);
    const one = card(page, /Run finished/);
    await expect(one).toBeVisible();
    expect(await cutOff(center(page))).toEqual([]);
    const frame = (await one.boundingBox())!;
    const icon = (await one
      .locator('.jp-Notifications-cardIcon')
      .boundingBox())!;
    const time = (await one.locator('time').boundingBox())!;
    // The icon stands where one begins to read, the time where one ends.
    expect(icon.x).toBeGreaterThan(frame.x + frame.width / 2);
    expect(time.x).toBeLessThan(frame.x + frame.width / 2);
    // An arrow goes the way it points.
    const tabs = center(page).getByRole('tab');
    await center(page).getByRole('tab', { name: 'All' }).focus();
    await page.keyboard.press('ArrowLeft');
    await expect(tabs.filter({ hasText: 'Archived' })).toBeFocused();
    const [first, last] = [
      (await tabs.first().boundingBox())!,
      (await tabs.last().boundingBox())!
    ];
    expect(first.x).toBeGreaterThan(last.x);
  });

  test(`${app}: nothing moves for whom nothing is to move`, async ({
    page,
    server
  }) => {
    await fill(server);
    await open(page, server, START[app]);
    await openCenter(page);
    await expect(center(page).getByRole('progressbar')).toBeVisible();
    // Otherwise something does, so there is something to stop.
    expect(await moving(center(page))).not.toEqual([]);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moving(center(page))).toEqual([]);
    expect(await transitions(center(page))).toEqual([]);
    expect(await transitions(badge(page))).toEqual([]);
  });

  test(`${app}: forced colours tell the same`, async ({ page, server }) => {
    await fill(server);
    await open(page, server, START[app]);
    await page.emulateMedia({ forcedColors: 'active' });
    await openCenter(page);
    const one = card(page, /Run finished/);
    await expect(one).toBeVisible();
    // The bar of what is unread, at its very edge, is of another colour than the card.
    const box = (await one.boundingBox())!;
    const middle = box.y + box.height / 2;
    expect(await pixel(page, box.x + 1, middle)).not.toEqual(
      await pixel(page, box.x + 7, middle)
    );
    // How far something is.
    const progress = center(page).getByRole('progressbar');
    const bar = (await progress.boundingBox())!;
    const level = bar.y + bar.height / 2;
    expect(await pixel(page, bar.x + 4, level)).not.toEqual(
      await pixel(page, bar.x + bar.width - 4, level)
    );
    // Where the focus is, and which tab is selected.
    await one.focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('article:focus')).not.toHaveCSS(
      'outline-style',
      'none'
    );
    const lines = await center(page)
      .getByRole('tab')
      .evaluateAll(tabs =>
        tabs.map(tab => getComputedStyle(tab).borderBlockEndColor)
      );
    expect(new Set(lines).size).toBe(2);
  });
}
