/** Where links lead: to the cell, in both applications, by every way that a browser knows to follow them. */

import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';

import type { Locator, Page } from '@playwright/test';

import {
  APPS,
  START,
  badge,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  started,
  test
} from '../src/fixtures';
import type { App } from '../src/fixtures';
import { execute, setSetting } from '../src/application';
import type { Server } from '../src/server';

const NAME = 'my work/läng #1.ipynb';
/** How many cells the long notebook has, and the one far down that is linked to. */
const CELLS = 120;
const CELL = 90;
const LINK = `${NAME.split('/').map(encodeURIComponent).join('/')}#cell=cell-${CELL}`;

test.describe.configure({ timeout: 120_000 });
test.use({
  serverOptions: { config: { ServerApp: { base_url: '/user/ada/' } } }
});

/** A notebook as people have them: many cells of text, code and output, of very different heights. */
async function writeLongNotebook(server: Server, name: string): Promise<void> {
  const cells = Array.from({ length: CELLS }, (_, index) => {
    const lines = 1 + ((index * 7) % 23);
    const source = Array.from(
      { length: lines },
      (__, line) => `# cell ${index}, line ${line}\n`
    );
    const common = { id: `cell-${index}`, metadata: {}, source };
    return index % 3 === 0
      ? { ...common, cell_type: 'markdown' }
      : {
          ...common,
          cell_type: 'code',
          execution_count: index,
          outputs:
            index % 3 === 1
              ? [
                  {
                    output_type: 'stream',
                    name: 'stdout',
                    text: `printed\n`.repeat((index * 5) % 37)
                  }
                ]
              : []
        };
  });
  const file = path.join(server.work, name);
  await mkdir(path.dirname(file), { recursive: true });
  const metadata = {
    kernelspec: { name: 'python3', display_name: 'Python 3 (ipykernel)' }
  };
  await writeFile(
    file,
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells })
  );
}

/** The link of the only notification. */
function link(page: Page): Locator {
  return center(page).getByRole('article').getByRole('link');
}

/** The cell is the active one of its notebook, in view, and keeps to its place. */
async function expectAtCell(page: Page, index: number): Promise<void> {
  const active = page.locator('.jp-Notebook:visible .jp-Cell.jp-mod-active');
  // Cells of so long a notebook are drawn a while after it has been opened.
  await expect(active).toContainText(`cell ${index}, line 0`, {
    timeout: 30_000
  });
  await expect(active).toHaveCount(1);
  await expect(active).toBeInViewport();
  await expect(async () => {
    const before = await active.boundingBox();
    // Whatever else is drawn late is drawn by then.
    await page.evaluate(
      () => new Promise(done => requestIdleCallback(done, { timeout: 1000 }))
    );
    expect(await active.boundingBox()).toEqual(before);
  }).toPass();
  await expect(active).toBeInViewport();
  // One can go on by the keyboard from here.
  await expect(page.locator('.jp-Notebook:visible')).toHaveClass(
    /jp-mod-commandMode/
  );
  // It takes the focus once it is drawn.
  await expect(
    page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) :focus')
  ).toHaveCount(1);
}

/** Post one notification and open the center of an application with it. */
async function show(
  page: Page,
  server: Server,
  app: App,
  target: string
): Promise<void> {
  await server.clear();
  await server.post({ title: 'Failed', link: target });
  await open(page, server, START[app]);
  await openCenter(page);
}

test.beforeAll(async ({ server }) => {
  await writeLongNotebook(server, NAME);
  await mkdir(path.join(server.work, 'a folder'), { recursive: true });
  await writeFile(path.join(server.work, 'a folder', 'in it.txt'), 'text\n');
  await writeFile(path.join(server.work, 'plan 50% #2.txt'), 'the plan\n');
});

test.describe('JupyterLab', () => {
  for (const mode of ['full', 'defer', 'contentVisibility']) {
    test(`a notebook opens at its cell, and goes there again (windowing: ${mode})`, async ({
      page,
      server
    }) => {
      await show(page, server, 'JupyterLab', LINK);
      await setSetting(
        page,
        '@jupyterlab/notebook-extension:tracker',
        'windowingMode',
        mode
      );
      await link(page).click();
      await expectAtCell(page, CELL);
      await expectUnread(page, 0);

      // Open already, and elsewhere in it; then behind another tab.
      await execute(page, 'notebook:move-cursor-up');
      await page.keyboard.press('Control+Home');
      await openCenter(page);
      await link(page).click();
      await expectAtCell(page, CELL);
      await execute(page, 'launcher:create');
      await expect(page.locator('.jp-Notebook:visible')).toHaveCount(0);
      await openCenter(page);
      await link(page).click();
      await expectAtCell(page, CELL);
      await expect(
        page.locator('.lm-TabBar-tabLabel', { hasText: 'läng #1.ipynb' })
      ).toHaveCount(1);
    });
  }

  test('a folder opens in the file browser, a file in an editor', async ({
    page,
    server
  }) => {
    await show(page, server, 'JupyterLab', 'a%20folder/');
    await link(page).click();
    await expect(page.locator('.jp-DirListing-item')).toContainText([
      'in it.txt'
    ]);
    await show(page, server, 'JupyterLab', 'plan%2050%25%20%232.txt');
    await link(page).click();
    await expect(page.locator('.jp-FileEditor')).toContainText('the plan');
  });
});

test.describe('Notebook 7', () => {
  test('a notebook opens in a tab at its cell; from there, the page itself goes to the cell', async ({
    page,
    server,
    context
  }) => {
    await show(page, server, 'Notebook 7', LINK);
    const opened = context.waitForEvent('page');
    await link(page).click();
    const notebook = await opened;
    await started(notebook);
    expect(new URL(notebook.url()).pathname).toBe(
      `/user/ada/notebooks/${NAME.split('/').map(encodeURIComponent).join('/')}`
    );
    await expectAtCell(notebook, CELL);
    await expectUnread(page, 0);

    await notebook.keyboard.press('Control+Home');
    await server.post({ title: 'Again', link: LINK.replace(`${CELL}`, '20') });
    await openCenter(notebook);
    await center(notebook).getByRole('link', { name: /Again/ }).click();
    await expectAtCell(notebook, 20);
    expect(context.pages()).toHaveLength(2);
  });

  test('a folder opens on its page, a file in an editor', async ({
    page,
    server,
    context
  }) => {
    await show(page, server, 'Notebook 7', 'a%20folder/');
    let opened = context.waitForEvent('page');
    await link(page).click();
    await expect((await opened).locator('.jp-DirListing-item')).toContainText([
      'in it.txt'
    ]);
    await show(page, server, 'Notebook 7', 'plan%2050%25%20%232.txt');
    opened = context.waitForEvent('page');
    await link(page).click();
    await expect((await opened).locator('.jp-FileEditor')).toContainText(
      'the plan'
    );
  });
});

for (const app of APPS) {
  test(`${app}: the middle button and Ctrl open another tab of the browser, at the cell`, async ({
    page,
    server,
    context
  }) => {
    const ways: Parameters<Locator['click']>[0][] = [
      { button: 'middle' },
      { modifiers: ['ControlOrMeta'] }
    ];
    await show(page, server, app, LINK);
    const here = page.url();
    for (const how of ways) {
      await server.clear();
      await server.post({ title: 'Failed', link: LINK });
      await expectUnread(page, 1);
      if (!(await center(page).isVisible())) {
        await openCenter(page);
      }
      const opened = context.waitForEvent('page');
      await link(page).click(how);
      const tab = await opened;
      await tab.bringToFront();
      await expectAtCell(tab, CELL);
      await expectUnread(page, 0);
      // Nothing opened in the page itself.
      expect(page.url()).toBe(here);
      await expect(page.locator('.jp-NotebookPanel')).toHaveCount(0);
      await tab.close();
      await page.bringToFront();
    }
  });

  test(`${app}: what is gone is said, and nothing opens`, async ({
    page,
    server,
    context
  }) => {
    await show(page, server, app, 'gone/a%20b.ipynb#cell=x');
    await link(page).click();
    await expect(page.locator('.Toastify__toast')).toContainText([
      '“gone/a b.ipynb” is not there any more.'
    ]);
    expect(context.pages()).toHaveLength(1);
    await expect(badge(page)).toBeVisible();
    await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  });

  test(`${app}: a cell that is gone is said, in the notebook`, async ({
    page,
    server,
    context
  }) => {
    await show(page, server, app, LINK.replace(`cell-${CELL}`, 'gone'));
    const opened = app === 'JupyterLab' ? null : context.waitForEvent('page');
    await link(page).click();
    const where = opened ? await opened : page;
    await expect(where.locator('.Toastify__toast')).toContainText(
      [`The cell is not in “${NAME}” any more.`],
      { timeout: 30_000 }
    );
    await expect(where.locator('.jp-Notebook')).toContainText('cell 0, line 0');
  });
}
