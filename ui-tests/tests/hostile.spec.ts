/** What a hostile producer sends runs nothing, in either application. */

import {
  APPS,
  START,
  card,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import type { Json } from '../src/server';

declare global {
  interface Window {
    hacked?: string;
  }
}

test.use({
  serverOptions: {
    config: {
      NotificationsExtension: { allowed_commands: ['docmanager:save-all'] }
    }
  }
});
test.beforeEach(({ server }) => server.clear());

const HOSTILE: ReadonlyArray<Json> = [
  {
    title: '<img src=x onerror="window.hacked=1">',
    source: '<script>window.hacked=2</script>',
    body: [
      '<script>window.hacked=3</script>',
      '<img src="x" onerror="window.hacked=4">',
      '<a data-commandlinker-command="apputils:notify" data-commandlinker-args=\'{"message":"hacked"}\' href="#">run me</a>',
      '<button data-commandlinker-command="apputils:notify" data-commandlinker-args=\'{"message":"hacked"}\'>press me</button>',
      '[click me](javascript:window.hacked=5)',
      '<iframe srcdoc="<script>parent.hacked=6</script>"></iframe>',
      '<svg onload="window.hacked=7"></svg>',
      '<form action="javascript:window.hacked=8"><input type="submit" value="send me"></form>',
      '<style>body { display: none }</style>'
    ].join('\n\n'),
    actions: [
      {
        label: 'Not allowed',
        command: 'apputils:notify',
        args: { message: 'hacked' }
      }
    ]
  }
];

const REFUSED: ReadonlyArray<Json> = [
  { link: 'javascript:window.hacked=9' },
  { link: '//evil.example/x' },
  { link: '\\\\evil.example\\x' },
  { link: 'data:text/html,<script>parent.hacked=10</script>' },
  { link: '../../etc/passwd' },
  { actions: [{ label: 'go', link: 'javascript:window.hacked=11' }] }
];

for (const app of APPS) {
  test(`${app}: nothing of it runs`, async ({ page, server }) => {
    const dialogs: string[] = [];
    page.on('dialog', dialog => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    let accepted = 0;
    for (const content of HOSTILE) {
      // The server may refuse the command; the page must stand what it lets through.
      try {
        await server.post(content);
      } catch {
        const { actions, ...rest } = content;
        expect(actions).toBeDefined();
        await server.post(rest);
      }
      accepted++;
    }
    await open(page, server, START[app]);
    await expectUnread(page, accepted);
    await openCenter(page);
    const entry = card(page, /onerror/);
    await expect(entry).toBeVisible();
    await expect(entry.locator('h4')).toContainText('<img src=x');
    await expect(entry).toContainText('run me');

    // Everything in it that can be pressed is pressed.
    for (const text of ['run me', 'press me', 'click me', 'Not allowed']) {
      for (const target of await entry.getByText(text, { exact: true }).all()) {
        await target.click({ force: true, noWaitAfter: true });
      }
    }
    const found = await page.evaluate(() => ({
      hacked: window.hacked,
      elements: document.querySelectorAll(
        '.jp-Notifications-center :is(script, iframe, form, style, [onerror], [onload], [data-commandlinker-command])'
      ).length,
      links: [
        ...document.querySelectorAll<HTMLAnchorElement>(
          '.jp-Notifications-center a[href]'
        )
      ]
        .map(link => link.protocol)
        .filter(protocol => !['http:', 'https:'].includes(protocol))
    }));
    expect(found).toEqual({ hacked: undefined, elements: 0, links: [] });
    expect(dialogs).toEqual([]);
    await expect(center(page).getByText('hacked', { exact: true })).toHaveCount(
      0
    );
    await expect(page.locator('body')).not.toHaveCSS('display', 'none');
  });
}

test('the server refuses links that lead nowhere good', async ({ server }) => {
  for (const content of REFUSED) {
    await expect(
      server.post({ title: 'Refused', ...content }),
      JSON.stringify(content)
    ).rejects.toThrow(/: 400 /);
  }
});

test('an allowed command runs, a web link opens without an opener', async ({
  page,
  server,
  context
}) => {
  await server.post({
    title: 'Save your work',
    actions: [
      { label: 'Save all', command: 'docmanager:save-all' },
      { label: 'Read the plan', link: `${server.url}/api/me` }
    ]
  });
  await open(page, server, START.JupyterLab);
  await page.evaluate(() => {
    const { jupyterapp } = window as unknown as {
      jupyterapp: {
        commands: {
          commandExecuted: {
            connect(
              slot: (sender: unknown, args: { id: string }) => void
            ): void;
          };
        };
      };
    };
    jupyterapp.commands.commandExecuted.connect((_, { id }) => {
      if (id === 'docmanager:save-all') {
        window.hacked = id;
      }
    });
  });
  await openCenter(page);
  await card(page, /Save your work/)
    .getByRole('button', { name: 'Save all' })
    .click();
  await expect
    .poll(() => page.evaluate(() => window.hacked))
    .toBe('docmanager:save-all');
  const opened = context.waitForEvent('page');
  // Drawn as a link or as a button: what counts is where it leads.
  await card(page, /Save your work/)
    .getByText('Read the plan')
    .click();
  const web = await opened;
  await web.waitForURL(/\/api\/me/);
  expect(await web.evaluate(() => window.opener)).toBeNull();
});
