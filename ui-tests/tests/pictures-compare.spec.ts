/** The look of the center against pictures that somebody looked at: `jlpm test pictures-compare -u` takes them again. */

import { readFileSync } from 'node:fs';
import * as path from 'node:path';

import type { Page } from '@playwright/test';

import { useTheme } from '../src/accessibility';
import { emit } from '../src/application';
import {
  START,
  card,
  center,
  expect,
  open,
  openCenter,
  test
} from '../src/fixtures';
import type { App } from '../src/fixtures';
import type { Server } from '../src/server';
import { SHOWCASE } from '../src/showcase';

const FONT = readFileSync(path.resolve(__dirname, '../fonts/boxes.ttf'));

/** Every machine has other fonts, so each letter is a box; its width depends on the letter. */
const STYLE = `
  @font-face {
    font-family: Boxes;
    src: url(data:font/ttf;base64,${FONT.toString('base64')});
  }
  * { font-family: Boxes !important; font-synthesis: none !important; }
`;

const HOURS = 2;

test.describe.configure({ timeout: 90_000 });
test.use({ viewport: { width: 1080, height: 720 } });

/** Open the center with what there is, two hours after it came. */
async function prepare(
  page: Page,
  server: Server,
  app: App,
  theme: string
): Promise<void> {
  await page.clock.setFixedTime(Date.now() + HOURS * 3_600_000 + 60_000);
  await open(page, server, START[app]);
  await useTheme(page, theme);
  await page.addStyleTag({ content: STYLE });
  await emit(page, 'Build recommended');
  await page.evaluate(() => document.fonts.load('13px Boxes'));
  await openCenter(page);
  await page.mouse.move(5, 5);
}

/** How browsers draw the edges of things differs a little; a quarter of a million pixels are compared. */
const TOLERANCE = { maxDiffPixels: 400, threshold: 0.25 };

async function compare(page: Page, name: string): Promise<void> {
  await expect(center(page)).toHaveScreenshot(`${name}.png`, TOLERANCE);
}

const LOOKS: ReadonlyArray<[App, string, string]> = [
  ['JupyterLab', 'JupyterLab Light', 'light'],
  ['JupyterLab', 'JupyterLab Dark', 'dark'],
  ['JupyterLab', 'JupyterLab Dark High Contrast', 'contrast'],
  ['Notebook 7', 'JupyterLab Light', 'notebook']
];

for (const [app, theme, name] of LOOKS) {
  test(`${app}, ${theme}: cards, a selection`, async ({ page, server }) => {
    await server.clear();
    for (const content of SHOWCASE) {
      await server.post(content);
    }
    await prepare(page, server, app, theme);
    await expect(card(page, /Run finished/)).toBeVisible();
    await compare(page, name);
    await card(page, /Run failed/).focus();
    await page.keyboard.press('Space');
    await expect(
      center(page).getByRole('toolbar', { name: 'Selected notifications' })
    ).toBeVisible();
    await compare(page, `${name}-selecting`);
    await useTheme(page, 'JupyterLab Light');
  });
}

test('narrow', async ({ page, server }) => {
  await server.clear();
  for (const content of SHOWCASE) {
    await server.post(content);
  }
  await page.setViewportSize({ width: 360, height: 640 });
  await prepare(page, server, 'Notebook 7', 'JupyterLab Light');
  await expect(card(page, /Run finished/)).toBeVisible();
  await compare(page, 'narrow');
});

test('empty', async ({ page, server }) => {
  await server.clear();
  await prepare(page, server, 'Notebook 7', 'JupyterLab Light');
  await center(page).getByRole('tab', { name: 'Archived' }).click();
  await expect(center(page).getByText('Nothing archived')).toBeVisible();
  await compare(page, 'empty');
});

test('a card that is drawn otherwise is noticed', async ({ page, server }) => {
  await server.clear();
  for (const content of SHOWCASE) {
    await server.post(content);
  }
  await prepare(page, server, 'JupyterLab', 'JupyterLab Light');
  await expect(card(page, /Run finished/)).toBeVisible();
  await center(page)
    .locator('.jp-Notifications-card')
    .first()
    .evaluate((node: HTMLElement) => {
      node.style.paddingInlineStart = '40px';
    });
  await expect(center(page)).not.toHaveScreenshot('light.png', TOLERANCE);
});
