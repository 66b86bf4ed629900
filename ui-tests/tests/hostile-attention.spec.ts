/** Hostile text outside the center: in toasts and on the desktop it is text, and beside the count in the title it is not at all. */

import type { Page } from '@playwright/test';

import {
  APPS,
  START,
  badge,
  center,
  expect,
  open,
  test
} from '../src/fixtures';
import { NOTHING, TEXTS, findings, guard } from '../src/hostile';
import type { Json, Server } from '../src/server';
import { clickDesktop, desktopOf, emulateTabs, showOnly } from '../src/tabs';

const SHARED = '@jupyter-notifications/core:notifications';

test.describe.configure({ timeout: 120_000 });
test.use({
  serverOptions: { settings: { [SHARED]: { countInTitle: true } } }
});
test.beforeEach(({ server }) => server.clear());

/** A few at once, in every field that has words. Urgent ones are told each by itself. */
const ROUNDS = [TEXTS.slice(0, 4), TEXTS.slice(4)];

async function attack(
  server: Server,
  texts: ReadonlyArray<string>
): Promise<void> {
  await server.batch(
    texts.map((text): Json => ({
      title: text,
      source: text,
      topic: text,
      body: text,
      type: 'error',
      priority: 'urgent'
    }))
  );
}

/** Wait until nothing is unread any more, so that what comes is told by itself again. */
async function forget(page: Page, server: Server): Promise<void> {
  await server.clear();
  await expect(badge(page)).toHaveAccessibleName('No unread notifications');
}

for (const app of APPS) {
  test(`${app}: toasts show it as text, and the title counts it`, async ({
    page,
    server,
    context
  }) => {
    const { strangers, dialogs } = await guard(context, server);
    await open(page, server, START[app]);
    const plain = await page.title();
    const toasts = page.locator('.Toastify__toast');
    for (const texts of ROUNDS) {
      await attack(server, texts);
      for (const text of texts) {
        await expect(toasts.getByText(text, { exact: true })).toBeVisible();
      }
      await expect(page).toHaveTitle(`(${texts.length}) ${plain}`);
      // Whatever can be pressed in a toast is pressed, but what opens the center or closes it.
      await toasts.evaluateAll(nodes =>
        nodes
          .flatMap(node => [...node.querySelectorAll<HTMLElement>('*')])
          .filter(node => !node.closest('button'))
          .forEach(node => node.click?.())
      );
      expect(await findings(page)).toEqual(NOTHING);
      await forget(page, server);
      await expect(toasts).toHaveCount(0);
    }
    await expect(page).toHaveTitle(plain);
    expect(context.pages()).toHaveLength(1);
    expect(dialogs).toEqual([]);
    expect(strangers).toEqual([]);
  });

  test(`${app}: the desktop gets it as text, with no picture and nothing else`, async ({
    page,
    server,
    context
  }) => {
    await context.grantPermissions(['notifications']);
    await emulateTabs(context);
    const { strangers, dialogs } = await guard(context, server);
    await open(page, server, START[app]);
    const here = page.url();
    await showOnly([page], null);
    for (const texts of ROUNDS) {
      await attack(server, texts);
      await expect
        .poll(async () =>
          (await desktopOf(page))
            .filter(one => !one.isClosed)
            .map(one => one.title)
            .sort()
        )
        .toEqual([...texts].sort());
      if (texts !== ROUNDS[ROUNDS.length - 1]) {
        await forget(page, server);
      }
    }
    for (const { title, body, options } of await desktopOf(page)) {
      expect(body).toBe(title);
      // What the desktop is told names no picture, no sound, no page and no button.
      expect([...options].sort()).toEqual(['body', 'dir', 'silent', 'tag']);
    }

    await clickDesktop(page);
    await showOnly([page], page);
    await expect(center(page)).toBeVisible();
    expect(await findings(page)).toEqual(NOTHING);
    expect(page.url()).toBe(here);
    expect(context.pages()).toHaveLength(1);
    expect(dialogs).toEqual([]);
    expect(strangers).toEqual([]);
  });
}
