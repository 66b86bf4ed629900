/** Takes the pictures of the README, in the real applications: `jlpm pictures`. */

import * as path from 'node:path';

import type { Page } from '@playwright/test';

import {
  START,
  card,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import { useTheme } from '../src/accessibility';
import { emit } from '../src/application';
import { kernelReady, writeNotebook } from '../src/notebook';
import type { Json, Server } from '../src/server';
import { SHOWCASE } from '../src/showcase';

const IMAGES = path.resolve(__dirname, '../../docs/images');
const THEMES = { light: 'JupyterLab Light', dark: 'JupyterLab Dark' };

const CELLS = [
  "import pandas as pd\nfrom sklearn.ensemble import GradientBoostingRegressor\n\nsales = pd.read_parquet('data/sales.parquet')",
  "model = GradientBoostingRegressor(n_estimators=800)\nmodel.fit(train.drop(columns='units'), train.units)",
  'from jupyter_notifications import notify\n\nnotify("Run finished: forecast.ipynb", type="success")'
];

test.use({
  viewport: { width: 1080, height: 640 },
  // Given already, so that nothing asks for it.
  permissions: ['notifications']
});
test.describe.configure({ timeout: 120_000 });

const PAGES = {
  lab: 'lab/tree/forecast.ipynb?reset',
  notebook: 'notebooks/forecast.ipynb'
};

/** How many of the older ones have been seen before the picture is taken. */
const SEEN = 2;

/** Take the picture of the whole page, as it is. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: path.join(IMAGES, `${name}.png`),
    animations: 'disabled',
    caret: 'hide'
  });
}

/** Post, oldest first, and open the center with all of it. */
async function show(
  page: Page,
  server: Server,
  where: string,
  contents: ReadonlyArray<Json>
): Promise<void> {
  await server.clear();
  for (const content of contents) {
    await server.post(content);
  }
  await open(page, server, where);
  await useTheme(page, THEMES.light);
  await openCenter(page);
  for (const content of contents.slice(-2)) {
    await expect(
      center(page)
        .getByRole('article')
        .filter({ hasText: String(content.title).slice(0, 40) })
        .first()
    ).toBeVisible();
  }
  await page.mouse.move(5, 5);
}

for (const [name, where] of Object.entries(PAGES)) {
  for (const [kind, theme] of Object.entries(THEMES)) {
    test(`${name}-${kind}`, async ({ page, server }) => {
      await server.clear();
      await writeNotebook(server, 'forecast.ipynb', CELLS);
      await open(page, server, where);
      await useTheme(page, theme);
      await kernelReady(page);

      for (const content of SHOWCASE.slice(0, SEEN)) {
        await server.post(content);
      }
      await openCenter(page);
      await expect(center(page).getByRole('article')).toHaveCount(SEEN);
      await center(page)
        .getByRole('button', { name: 'Mark all as read' })
        .click();
      await expectUnread(page, 0);
      await page.keyboard.press('Escape');

      for (const content of SHOWCASE.slice(SEEN)) {
        await server.post(content);
      }
      await emit(page, 'Build recommended');
      await openCenter(page);
      await expect(card(page, /Run finished: forecast/)).toBeVisible();
      await expect(center(page).getByRole('progressbar')).toBeVisible();
      await page.mouse.move(5, 5);
      await shoot(page, `${name}-${kind}`);
    });
  }
}

/** Where the states of the center are taken. */
const STARTS = { lab: START.JupyterLab, notebook: START['Notebook 7'] };

const LONG = Array.from({ length: 40 }, (_, index) => ({
  title: `Nightly run ${index + 1}: ${['clean', 'train', 'report'][index % 3]}.ipynb`,
  type: index % 7 === 3 ? 'error' : 'success',
  source: 'jupyter-scheduler',
  body:
    index === 39
      ? 'It wrote three tables:\n\n| table | rows |\n| - | - |\n| sales | 18,204 |\n| units | 3,117 |\n| stores | 42 |\n\n```python\nsales.groupby("store").units.sum()\n```\n\nand a report.'
      : undefined
}));

/** Several at once, from nearly nothing to all of it. */
const PROGRESS = [0.04, 0.38, 0.62, 0.97].map((progress, index) => ({
  title: ['Downloading', 'Training', 'Simulating', 'Writing'][index],
  type: 'in-progress',
  source: 'tqdm',
  key: `step-${index}`,
  progress
}));

const HOSTILE = [
  { title: '<img src=x onerror=alert(1)> <b>bold?</b>', source: '<script>' },
  {
    title: '\u202Etxet eht snrut tahT',
    source: 'x'.repeat(120),
    body: '<iframe src="https://jupyter.org"></iframe><style>*{display:none}</style>What the sanitizer leaves.'
  },
  {
    title: 'A'.repeat(256),
    source: 'wide',
    type: 'error',
    body: `# A heading that shouts\n\n${'W'.repeat(300)}`
  },
  {
    title: 'A button that says something else',
    source: 'sly',
    actions: [
      { label: 'Log in to Jupyter again', link: 'https://example.org/login' }
    ]
  }
];

for (const [name, where] of Object.entries(STARTS)) {
  test(`${name}-narrow`, async ({ page, server }) => {
    await page.setViewportSize({ width: 480, height: 640 });
    await show(page, server, where, SHOWCASE);
    await shoot(page, `${name}-narrow`);
  });

  test(`${name}-empty`, async ({ page, server }) => {
    await show(page, server, where, []);
    await expect(center(page).getByText(/all caught up/)).toBeVisible();
    await shoot(page, `${name}-empty`);
  });

  test(`${name}-long`, async ({ page, server }) => {
    await show(page, server, where, LONG);
    await shoot(page, `${name}-long`);
  });

  test(`${name}-progress`, async ({ page, server }) => {
    await show(page, server, where, PROGRESS);
    await shoot(page, `${name}-progress`);
  });

  test(`${name}-hostile`, async ({ page, server }) => {
    await show(page, server, where, HOSTILE);
    await shoot(page, `${name}-hostile`);
  });

  test(`${name}-offline`, async ({ page, server }) => {
    await show(page, server, where, SHOWCASE);
    await server.down();
    await expect(center(page).getByText(/^Offline/)).toBeVisible();
    await shoot(page, `${name}-offline`);
    await server.up();
  });
}
