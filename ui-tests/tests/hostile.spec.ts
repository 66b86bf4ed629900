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

/** What a browser would ask for if it drew it: one of each ends the session, or tells that it was read. */
const PICTURES = [
  '![one word](/logout)',
  '![two words](logout)',
  '![three words](/hub/logout)',
  '![four words](https://pictures.example/read.png)',
  '<img src="/logout?html" alt="five words">',
  '<img src="https://pictures.example/html.png" onerror="window.hacked=12" alt="six words">',
  '<a href="work/plan.ipynb"><img src="logout?linked" alt="seven words"></a>'
];
const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];

for (const app of APPS) {
  test(`${app}: no picture is asked for, and nobody is logged out`, async ({
    page,
    server,
    context
  }) => {
    const asked: string[] = [];
    // From the whole context, so that no frame and no worker is forgotten.
    context.on('request', request => asked.push(request.url()));
    await server.post({ title: 'Pictures', body: PICTURES.join('\n\n') });
    await open(page, server, START[app]);
    await openCenter(page);
    const entry = card(page, /Pictures/);
    await entry.getByRole('button', { name: /Show more/ }).click();
    for (const word of WORDS) {
      await expect(entry).toContainText(
        `${word} word${word === 'one' ? '' : 's'}`
      );
    }
    await expect(entry.locator('img')).toHaveCount(0);
    // Drawn, and answered what was asked until now.
    const session = await page.evaluate(async () => {
      const answer = await fetch('/api/me');
      return answer.status;
    });
    expect(session).toBe(200);
    expect(await page.evaluate(() => window.hacked)).toBeUndefined();
    expect(asked.some(url => url.endsWith('/api/me'))).toBe(true);
    expect(
      asked.filter(url => /logout|pictures\.example|read\.png/.test(url))
    ).toEqual([]);
    const cookies = await context.cookies(server.url);
    expect(cookies.some(cookie => cookie.name.startsWith('username-'))).toBe(
      true
    );
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
