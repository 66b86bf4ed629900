/** The Settings Editor and the server's preferences: never out of step, in both applications. */

import type { Page } from '@playwright/test';

import { execute } from '../src/application';
import { APPS, START, badge, expect, open, test } from '../src/fixtures';
import type { Json, Server } from '../src/server';

const NOTHING = {
  muted_sources: [],
  muted_topics: [],
  do_not_disturb: false,
  channels: {}
};
const PATH = '/api/notifications/preferences';

test.beforeEach(async ({ server }) => {
  await server.clear();
  await server.request('PUT', PATH, NOTHING);
});

/** What the server keeps. */
const kept = async (server: Server) =>
  (await server.request('GET', PATH)) as Json;

/** Open the Settings Editor at our settings, and give the part that the server keeps. */
async function editor(page: Page) {
  await execute(page, 'jupyter-notifications:open-settings');
  const group = page.getByRole('group', {
    name: 'Quiet, muted, and channels',
    exact: true
  });
  await expect(group).toBeVisible();
  return group;
}

for (const app of APPS) {
  test(`${app}: what is changed in the Settings Editor is kept by the server, and nowhere else`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    const group = await editor(page);
    const hours = group.getByRole('group', { name: 'Quiet hours' });
    await hours.getByRole('checkbox', { name: /at certain hours/ }).check();
    await hours.getByLabel('From', { exact: true }).fill('21:30');
    await hours.getByLabel('To', { exact: true }).fill('06:15');
    await hours.getByLabel('Time zone').selectOption('Europe/Berlin');
    await hours.getByRole('checkbox', { name: 'Sun' }).uncheck();
    await expect
      .poll(async () => (await kept(server)).quiet_hours)
      .toEqual({
        start: '21:30',
        end: '06:15',
        time_zone: 'Europe/Berlin',
        days: [0, 1, 2, 3, 4, 5]
      });

    const muted = group.getByRole('group', { name: 'Muted sources' });
    await muted.getByRole('textbox').fill('noisy');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await kept(server)).muted_sources)
      .toEqual(['noisy']);
    const settings = await page.evaluate(async () => {
      const id = '@jupyter-notifications/core:notifications';
      const base = new URL(document.baseURI).origin;
      const answer = await fetch(`${base}/lab/api/settings/${id}`);
      return ((await answer.json()) as { raw: string }).raw;
    });
    expect(settings).not.toContain('noisy');
    expect(settings).not.toContain('quiet_hours');
  });

  test(`${app}: what is changed elsewhere is seen in the Settings Editor at once, and on the badge`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    const group = await editor(page);
    const quiet = group
      .getByRole('group', { name: 'Do not disturb' })
      .getByRole('checkbox');
    await expect(quiet).not.toBeChecked();
    await server.request('PUT', PATH, {
      ...NOTHING,
      do_not_disturb: true,
      muted_topics: ['weather']
    });
    await expect(quiet).toBeChecked();
    await expect(group.getByText('weather')).toBeVisible();
    await expect(badge(page)).toHaveAccessibleName(
      'Do not disturb is on. No unread notifications'
    );

    await quiet.uncheck();
    await expect
      .poll(async () => await kept(server))
      .toMatchObject({ do_not_disturb: false, muted_topics: ['weather'] });
    await expect(badge(page)).toHaveAccessibleName('No unread notifications');
  });
}

test('what the server refuses is taken back, and said', async ({
  page,
  server
}) => {
  await open(page, server, START.JupyterLab);
  const group = await editor(page);
  const muted = group.getByRole('group', { name: 'Muted sources' });
  await page.route(/\/api\/notifications\/preferences/, (route, request) =>
    request.method() === 'PUT'
      ? route.fulfill({
          status: 400,
          contentType: 'application/json',
          body: JSON.stringify({ message: 'That is too much.' })
        })
      : route.continue()
  );
  await muted.getByRole('textbox').fill('runs');
  await muted.getByRole('button', { name: 'Add' }).click();
  await expect(group.getByRole('alert')).toHaveText(
    'Not saved: That is too much.'
  );
  await expect(muted.getByRole('listitem')).toHaveCount(0);
});
