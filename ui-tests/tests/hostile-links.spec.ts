/** Every link that a producer sends is pressed: it opens a tab that knows nothing of this page, or nothing happens. */

import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { BrowserContext, Locator, Page } from '@playwright/test';

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
import { NOTHING, findings, guard } from '../src/hostile';
import type { Json } from '../src/server';

test.describe.configure({ timeout: 60_000 });
test.beforeEach(({ server }) => server.clear());

/** Where links lead out to, on the other site. */
const WEB = ['/plain', '/query?a=1#b', '/javascript:alert(1)'];

/** Links that may not be followed. */
const REFUSED: ReadonlyArray<readonly [name: string, url: string]> = [
  ['script', 'javascript:window.hacked=1'],
  ['script in disguise', 'JaVaScRiPt:window.hacked=1//https://a.example'],
  ['script with a tab', 'java\tscript:window.hacked=1'],
  ['script behind a scheme', 'view-source:javascript:window.hacked=1'],
  ['data', 'data:text/html,<script>opener.hacked=1</script>'],
  ['blob', 'blob:https://elsewhere.example/1'],
  ['file', 'file:///etc/passwd'],
  ['vbscript', 'vbscript:window.hacked=1'],
  ['no scheme', '//elsewhere.example/slashes'],
  ['slashes behind a scheme', 'https:elsewhere.example/none'],
  ['three slashes', 'https:///elsewhere.example/three'],
  ['backslashes', '\\\\elsewhere.example\\back'],
  ['slash and backslash', '/\\elsewhere.example/mixed'],
  ['the end of the session', '/logout'],
  ['a way up', '../../logout'],
  ['a hidden way up', '%2e%2e/%2e%2e/logout']
];

/** Another site, and by whose mention each of its pages was asked for. */
interface ISite {
  readonly origin: string;
  readonly referrers: (string | null)[];
}

let site: Server;
const referrers: (string | null)[] = [];

// A real one: a tab without an opener is not intercepted before it asks.
test.beforeAll(async () => {
  site = createServer((request, response) => {
    if (request.url !== '/favicon.ico') {
      referrers.push(request.headers.referer ?? null);
    }
    response.setHeader('Content-Type', 'text/html');
    response.end('elsewhere');
  });
  await new Promise<void>(done => site.listen(0, 'localhost', done));
});
test.afterAll(() => {
  site.close();
  site.closeAllConnections();
});

/** Let the other site be visited. */
async function visit(context: BrowserContext): Promise<ISite> {
  referrers.length = 0;
  const origin = `http://localhost:${(site.address() as AddressInfo).port}`;
  await context.route(
    url => url.origin === origin,
    route => route.continue()
  );
  return { origin, referrers };
}

/** Press what opens another site, look at its tab, and close it. */
async function expectTab(
  context: BrowserContext,
  press: () => Promise<void>,
  url: string
): Promise<void> {
  const opened = context.waitForEvent('page');
  await press();
  const tab = await opened;
  await tab.waitForURL(new URL(url).href, { timeout: 10_000 });
  expect(
    await tab.evaluate(() => ({
      hasOpener: window.opener !== null,
      referrer: document.referrer
    }))
  ).toEqual({ hasOpener: false, referrer: '' });
  await tab.close();
}

/** Press in each of the ways in which one follows a link. */
async function pressAll(target: Locator): Promise<void> {
  await target.click({ force: true });
  await target.click({ force: true, button: 'middle' });
  await target.click({ force: true, modifiers: ['ControlOrMeta'] });
  // As code of the page, or a reader of the screen, would.
  await target.dispatchEvent('click');
}

/** Nothing of it ran, and the page is where it was. */
async function expectUnmoved(page: Page, here: string): Promise<void> {
  expect(await findings(page)).toEqual(NOTHING);
  expect(page.url()).toBe(here);
  await expect(badge(page)).toBeVisible();
}

for (const app of APPS) {
  test(`${app}: links of a body open a tab without an opener, or nothing`, async ({
    page,
    server,
    context
  }) => {
    const { strangers, dialogs } = await guard(context, server);
    const { origin, referrers: asked } = await visit(context);
    const escaped = (url: string) =>
      url.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
    await server.post({
      title: 'Links',
      // As HTML, which takes what Markdown does not.
      body: [...REFUSED, ...WEB.map(path => [path, origin + path] as const)]
        .map(([name, url]) => `<a href="${escaped(url)}">${name}</a>`)
        .join('\n\n')
    });
    await open(page, server, START[app]);
    const here = page.url();
    await openCenter(page);
    const entry = card(page, /Links/);
    await entry.getByRole('button', { name: /Show more/ }).click();
    const body = entry.locator('.jp-Notifications-markdown');
    for (const [name] of REFUSED) {
      const text = body.getByText(name, { exact: true });
      await expect(text, name).not.toHaveAttribute('href');
      await pressAll(text);
    }
    // None was asked for by its being shown, or by what was pressed until now.
    expect(asked).toEqual([]);
    for (const path of WEB) {
      const url = origin + path;
      const link = body.getByRole('link', { name: path, exact: true });
      await expect(link).toHaveAttribute('target', '_blank');
      await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
      await expectTab(context, () => link.click(), url);
      await expectTab(context, () => link.click({ button: 'middle' }), url);
    }
    expect(asked).toEqual(Array(2 * WEB.length).fill(null));
    expect(context.pages()).toHaveLength(1);
    await expectUnmoved(page, here);
    expect(dialogs).toEqual([]);
    expect(strangers).toEqual([]);
  });

  test(`${app}: so do titles and buttons, also those that a server should have refused`, async ({
    page,
    server,
    context
  }) => {
    const { strangers, dialogs } = await guard(context, server);
    const { origin, referrers: asked } = await visit(context);
    const web = origin + WEB[0];
    await server.post({
      title: 'Web',
      link: web,
      actions: [{ label: 'Go', link: web }]
    });
    await server.batch(REFUSED.map(([name]) => ({ title: `Bad: ${name}` })));
    // The server refuses them as they come; the page has to, too.
    const links = new Map<unknown, string>(
      REFUSED.map(([name, url]) => [`Bad: ${name}`, url])
    );
    await context.route(
      url => url.pathname.endsWith('/api/notifications'),
      async route => {
        if (route.request().method() !== 'GET') {
          return route.fallback();
        }
        const response = await route.fetch();
        const json = (await response.json()) as { items: Json[] };
        for (const item of json.items) {
          const link = links.get(item.title);
          if (link !== undefined) {
            Object.assign(item, { link, actions: [{ label: 'Go', link }] });
          }
        }
        await route.fulfill({ response, json });
      }
    );
    await open(page, server, START[app]);
    const here = page.url();
    await openCenter(page);
    // The newest is at the top, and what is far below it is not in the page yet.
    for (const [name] of [...REFUSED].reverse()) {
      const entry = center(page).getByRole('article', {
        name: `Unread: Bad: ${name}`,
        exact: true
      });
      await expect(entry.getByRole('link')).toHaveCount(0);
      await pressAll(entry.locator('h4 bdi'));
      await entry.focus();
      await page.keyboard.press('Enter');
      const button = entry.getByRole('button', { name: 'Go', exact: true });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(
        '“Go” leads nowhere that may be opened.'
      );
      await expect(entry.getByText(/leads nowhere/)).toBeVisible();
      await button.dispatchEvent('click');
    }
    expect(asked).toEqual([]);

    const entry = card(page, /Web/);
    await entry.scrollIntoViewIfNeeded();
    const title = entry.getByRole('link');
    await expectTab(context, () => title.click(), web);
    await expectTab(context, () => title.click({ button: 'middle' }), web);
    await expectTab(
      context,
      () => entry.getByRole('button', { name: 'Go', exact: true }).click(),
      web
    );
    expect(asked).toEqual([null, null, null]);
    expect(context.pages()).toHaveLength(1);
    await expectUnmoved(page, here);
    expect(dialogs).toEqual([]);
    expect(strangers).toEqual([]);
  });
}
