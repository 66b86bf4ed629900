/** Takes the pictures of the README, in the real applications: `jlpm pictures`. */

import * as path from 'node:path';

import {
  card,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import { emit, execute } from '../src/application';
import { kernelReady, writeNotebook } from '../src/notebook';
import { SHOWCASE } from '../src/showcase';

const IMAGES = path.resolve(__dirname, '../../docs/images');
const THEMES = { light: 'JupyterLab Light', dark: 'JupyterLab Dark' };

const CELLS = [
  "import pandas as pd\nfrom sklearn.ensemble import GradientBoostingRegressor\n\nsales = pd.read_parquet('data/sales.parquet')",
  "model = GradientBoostingRegressor(n_estimators=800)\nmodel.fit(train.drop(columns='units'), train.units)",
  'from jupyter_notifications import notify\n\nnotify("Run finished: forecast.ipynb", type="success")'
];

test.use({ viewport: { width: 1080, height: 640 } });
test.describe.configure({ timeout: 120_000 });

const PAGES = {
  lab: 'lab/tree/forecast.ipynb?reset',
  notebook: 'notebooks/forecast.ipynb'
};

/** How many of the older ones have been seen before the picture is taken. */
const SEEN = 2;

for (const [name, where] of Object.entries(PAGES)) {
  for (const [kind, theme] of Object.entries(THEMES)) {
    test(`${name}-${kind}`, async ({ page, server }) => {
      await server.clear();
      await writeNotebook(server, 'forecast.ipynb', CELLS);
      await open(page, server, where);
      await execute(page, 'apputils:change-theme', { theme });
      await expect(page.locator('body')).toHaveAttribute(
        'data-jp-theme-name',
        theme
      );
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
      await page.screenshot({
        path: path.join(IMAGES, `${name}-${kind}.png`),
        animations: 'disabled',
        caret: 'hide'
      });
    });
  }
}
