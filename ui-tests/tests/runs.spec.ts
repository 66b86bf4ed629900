/** Runs of real kernels: silent where their notebook is in front, told with a link to the cell elsewhere, also with no browser open. */

import type { Page } from '@playwright/test';

import { execute } from '../src/application';
import {
  APPS,
  START,
  card,
  expect,
  open,
  openCenter,
  test
} from '../src/fixtures';
import type { App } from '../src/fixtures';
import { kernelReady, writeNotebook } from '../src/notebook';
import type { Server } from '../src/server';
import { emulateTabs, showOnly } from '../src/tabs';

test.use({
  serverOptions: {
    config: {
      NotificationsExtension: { run_threshold: 1.5 },
      KernelsSource: { run_pause: 0.3 }
    }
  }
});

test.beforeEach(({ server }) => server.clear());

const NOTEBOOK: Readonly<Record<App, string>> = {
  JupyterLab: 'lab/tree/{}?reset',
  'Notebook 7': 'notebooks/{}'
};

interface IItem {
  title: string;
  topic: string;
  link?: string;
}

/** What is in the inbox: title and link, newest first. */
async function inbox(server: Server): Promise<(string | undefined)[][]> {
  const { items } = (await server.request('GET', '/api/notifications')) as {
    items: IItem[];
  };
  return items.map(({ topic, link }) => [topic, link]);
}

/** The cells that a page tells the server of from now on, and what it says to be in front. */
function listen(page: Page): { cells: string[]; front: (string | null)[] } {
  const told = { cells: [] as string[], front: [] as (string | null)[] };
  page.on('websocket', socket => {
    if (!socket.url().includes('/api/events/subscribe/notification')) {
      return;
    }
    socket.on('framesent', ({ payload }) => {
      const { ran, looking_at } = JSON.parse(String(payload)) as {
        ran?: { cell: string };
        looking_at?: string | null;
      };
      if (ran) {
        told.cells.push(ran.cell);
      } else if (looking_at !== undefined) {
        told.front.push(looking_at);
      }
    });
  });
  return told;
}

/** Run the selected cell, without waiting for its end. */
async function begin(page: Page, command: string): Promise<void> {
  await page.evaluate(id => {
    const { jupyterapp } = window as unknown as {
      jupyterapp: { commands: { execute(id: string): Promise<unknown> } };
    };
    void jupyterapp.commands.execute(id);
  }, command);
}

for (const app of APPS) {
  test(`${app}: a run is told of unless its notebook is in front, by its cell, also when the browser was closed`, async ({
    browser,
    server
  }) => {
    const name = `Run in ${app}.ipynb`;
    const link = encodeURIComponent(name);
    await writeNotebook(server, name, [
      'import time; time.sleep(2)',
      'time.sleep(2); 1 / 0'
    ]);
    const first = await browser.newContext();
    await emulateTabs(first);
    const page = await first.newPage();
    const told = listen(page);
    await open(page, server, NOTEBOOK[app].replace('{}', link));
    await kernelReady(page);

    // Somebody looks at it.
    await execute(page, 'notebook:run-cell');
    expect(told.front).toEqual([name]);
    expect(told.cells).toEqual(['cell-0']);

    // Nobody does. What ended before would have been told of before.
    await begin(page, 'notebook:run-cell-and-select-next');
    await showOnly([page], null);
    await expect
      .poll(() => inbox(server))
      .toEqual([['run.finished', `${link}#cell=cell-0`]]);
    expect(told.front).toEqual([name, null]);

    // The browser is closed.
    await showOnly([page], page);
    await begin(page, 'notebook:run-cell');
    await expect.poll(() => told.cells).toContain('cell-1');
    await first.close();
    await expect
      .poll(() => inbox(server))
      .toEqual([
        ['run.failed', `${link}#cell=cell-1`],
        ['run.finished', `${link}#cell=cell-0`]
      ]);

    const second = await browser.newContext();
    const again = await second.newPage();
    await open(again, server, START[app]);
    await openCenter(again);
    const failed = card(again, `${name} failed`);
    await expect(failed).toContainText('ZeroDivisionError');
    await expect(failed.getByRole('link')).toHaveAttribute(
      'href',
      /#cell-id=cell-1$/
    );
    await second.close();
  });
}
