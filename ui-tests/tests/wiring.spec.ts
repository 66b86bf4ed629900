/** How we sit in the applications: one token object, one activation, on every kind of page, without a complaint. */

import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';

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
import type { IApplication } from '../src/application';
import { startConsole, writeNotebook } from '../src/notebook';
import type { Server } from '../src/server';

test.beforeEach(({ server }) => server.clear());

const OURS = {
  core: '@jupyter-notifications/core:notifications',
  JupyterLab: '@jupyter-notifications/lab-extension:badge',
  'Notebook 7': '@jupyter-notifications/notebook-extension:badge'
};

for (const app of APPS) {
  test(`${app}: one token object, one activation`, async ({ page, server }) => {
    await open(page, server, START[app]);
    const found = await page.evaluate(async () => {
      const { jupyterapp } = window as unknown as { jupyterapp: IApplication };
      const registry = jupyterapp.pluginRegistry;
      const ours = jupyterapp
        .listPlugins()
        .filter(id => id.startsWith('@jupyter-notifications/'));
      const name = '@jupyter-notifications/core:INotifications';
      const provided = [...registry._services.keys()].filter(
        token => token.name === name
      );
      // Every token object by that name that any of our plugins asks for.
      const asked = ours.flatMap(id => {
        const { optional, requires } = registry._plugins.get(id)!;
        return [...optional, ...requires].filter(token => token.name === name);
      });
      const services = new Set(
        await Promise.all(
          asked.map(token => jupyterapp.resolveRequiredService(token))
        )
      );
      return {
        ours: ours.sort(),
        activated: ours.filter(id => jupyterapp.isPluginActivated(id)).sort(),
        provided: provided.length,
        asked: asked.length,
        identical: asked.every(token => token === provided[0]),
        services: services.size
      };
    });
    expect(found.ours).toContain(OURS.core);
    expect(found.ours).toContain(OURS[app]);
    expect(found.activated).toContain(OURS.core);
    expect(found.activated).toContain(OURS[app]);
    expect(found.provided).toBe(1);
    expect(found.asked).toBeGreaterThanOrEqual(2);
    expect(found.identical).toBe(true);
    expect(found.services).toBe(1);
  });

  test(`${app}: one socket tells the count, and nothing is asked but whether it is quiet`, async ({
    page,
    server
  }) => {
    const sockets: string[] = [];
    const requests: string[] = [];
    const ours = /\/api\/(notifications|events\/(subscribe\/)?notification)/;
    page.on('websocket', socket => {
      if (ours.test(socket.url())) {
        sockets.push(socket.url());
      }
    });
    page.on('request', request => {
      if (ours.test(request.url())) {
        requests.push(request.url());
      }
    });
    await server.post({ title: 'There before' });
    await open(page, server, START[app]);
    await expectUnread(page, 1);
    expect(sockets).toHaveLength(1);
    await expect.poll(() => requests.length).toBe(1);
    expect(new URL(requests[0]).pathname).toBe(
      '/api/notifications/preferences'
    );
  });

  test(`${app}: commands have a label, a caption, a schema, and stand in the palette`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    const commands = await page.evaluate(async () => {
      const { jupyterapp } = window as unknown as { jupyterapp: IApplication };
      const { commands: registry } = jupyterapp;
      const ids = registry
        .listCommands()
        .filter(id => id.startsWith('jupyter-notifications:'));
      return Promise.all(
        ids.map(async id => ({
          id,
          label: registry.label(id),
          caption: registry.caption(id),
          args: (await registry.describedBy(id)).args
        }))
      );
    });
    expect(commands.map(each => each.id).sort()).toEqual([
      'jupyter-notifications:enable-desktop',
      'jupyter-notifications:mark-all-read',
      'jupyter-notifications:notify',
      'jupyter-notifications:open-center',
      'jupyter-notifications:open-panel',
      'jupyter-notifications:open-settings',
      'jupyter-notifications:refresh',
      'jupyter-notifications:toggle-do-not-disturb'
    ]);
    for (const { id, label, caption, args } of commands) {
      expect(label, id).not.toBe('');
      expect(caption, id).not.toBe('');
      expect(args, id).toMatchObject({ type: 'object' });
    }

    await page.keyboard.press('Control+Shift+C');
    const palette = page.locator('#command-palette, .jp-ModalCommandPalette');
    await palette
      .locator('input')
      .first()
      .fill('Mark All Notifications as Read');
    await server.post({ title: 'One to read' });
    await expectUnread(page, 1);
    await palette
      .locator('[data-command="jupyter-notifications:mark-all-read"]')
      .click();
    await expectUnread(page, 0);
  });
}

test.describe('Notebook 7', () => {
  const PAGES: Record<string, (server: Server) => Promise<string>> = {
    tree: async () => 'tree',
    notebook: async server => {
      await writeNotebook(server, 'page.ipynb', ['1 + 1']);
      return 'notebooks/page.ipynb';
    },
    editor: async server => {
      await writeFile(path.join(server.work, 'page.py'), 'print(1)\n');
      return 'edit/page.py';
    },
    console: async server => {
      await startConsole(server, 'page-console');
      return 'consoles/page-console';
    },
    terminal: async server => {
      const { name } = (await server.request('POST', '/api/terminals')) as {
        name: string;
      };
      return `terminals/${name}`;
    }
  };

  for (const [kind, prepare] of Object.entries(PAGES)) {
    test(`the badge and its center are on the ${kind} page, narrow ones too`, async ({
      page,
      server
    }) => {
      await server.post({ title: 'Everywhere' });
      await open(page, server, await prepare(server));
      await expectUnread(page, 1);
      await openCenter(page);
      await expect(center(page).getByText('Everywhere')).toBeVisible();
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 640, height: 700 });
      await expect(badge(page)).toBeInViewport({ ratio: 1 });
    });
  }
});

test('a document link opens the document, in JupyterLab and on the right page of Notebook 7', async ({
  page,
  server,
  context
}) => {
  await writeNotebook(server, 'linked file.ipynb', ['1', '2']);
  await server.post({
    title: 'Finished',
    link: 'linked%20file.ipynb#cell=cell-1'
  });

  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await center(page)
    .getByRole('link', { name: /Finished/ })
    .click();
  await expect(
    page.getByRole('tab', { name: /linked file\.ipynb/ })
  ).toBeVisible();
  // Following a link reads it.
  await expectUnread(page, 0);

  const tree = await context.newPage();
  await open(tree, server, 'tree');
  await openCenter(tree);
  const opened = context.waitForEvent('page');
  await center(tree)
    .getByRole('link', { name: /Finished/ })
    .click();
  const document = await opened;
  await document.waitForURL(/\/notebooks\/linked%20file\.ipynb/);
  await started(document);
  await expect(badge(document)).toBeVisible();
});

for (const [app, address] of [
  ['JupyterLab', /\/lab\/tree\/linked%20file\.ipynb/],
  ['Notebook 7', /\/notebooks\/linked%20file\.ipynb/]
] as const) {
  test(`${app}: the browser, too, finds the document behind a link`, async ({
    page,
    server
  }) => {
    await writeNotebook(server, 'linked file.ipynb', ['1', '2']);
    await server.post({ title: 'Finished', link: 'linked%20file.ipynb' });
    await open(page, server, START[app]);
    await openCenter(page);
    const link = center(page).getByRole('link', { name: /Finished/ });
    // As from the browser's own menu; in this tab, since JupyterLab moves a second one to a workspace of its own.
    await page.goto(
      await link.evaluate((node: HTMLAnchorElement) => node.href)
    );
    await page.waitForURL(address);
    await started(page);
    await expect(
      page.locator('.jp-NotebookPanel:visible').locator('.jp-CodeCell')
    ).toHaveCount(2);
  });
}
