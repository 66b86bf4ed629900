/** A burst costs the page a handful of requests, and its last state is soon on screen. */

import type { Page } from '@playwright/test';

import {
  APPS,
  START,
  badge,
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
  serverOptions: { config: { NotificationsExtension: { rate_limit: 0 } } }
});
test.beforeEach(({ server }) => server.clear());

/** A second, and two for a machine that has other things to do. */
const SOON = 3000;

/** Notifications of a burst, numbered from 1. */
function burst(count: number, from = 1): Json[] {
  return Array.from({ length: count }, (_, index) => ({
    title: `Run ${from + index} of the burst`,
    source: 'burst'
  }));
}

/** Counts the page's REST requests to us from now on. */
function countRequests(page: Page): () => string[] {
  const seen: string[] = [];
  page.on('request', request => {
    if (new URL(request.url()).pathname.startsWith('/api/notifications')) {
      seen.push(`${request.method()} ${request.url()}`);
    }
  });
  return () => seen;
}

for (const app of APPS) {
  test(`${app}: one batch of 1,000 makes at most 6 requests`, async ({
    page,
    server
  }) => {
    await open(page, server, START[app]);
    await openCenter(page);
    await expectUnread(page, 0);
    const requests = countRequests(page);
    await server.batch(burst(1000));
    await expect(badge(page)).toHaveAccessibleName(
      'More than 99 unread notifications',
      { timeout: SOON }
    );
    await expect(card(page, /Run 1000 of the burst/)).toBeVisible({
      timeout: SOON
    });
    expect(requests().length, requests().join('\n')).toBeLessThanOrEqual(6);
  });
}

test('1,000 events in ten batches at once make at most 6 requests', async ({
  page,
  server
}) => {
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await expectUnread(page, 0);
  const requests = countRequests(page);
  await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      server.batch(burst(100, 1 + 100 * index))
    )
  );
  const { items, unread } = (await server.request(
    'GET',
    '/api/notifications?limit=1'
  )) as { items: { title: string }[]; unread: number };
  expect(unread).toBe(1000);
  await expect(center(page).getByRole('article').first()).toHaveAccessibleName(
    new RegExp(`${items[0].title}$`),
    { timeout: SOON }
  );
  await expect(badge(page)).toHaveText('99+');
  expect(requests().length, requests().join('\n')).toBeLessThanOrEqual(6);
});

test('1,000 updates of one entry end in its last state', async ({
  page,
  server
}) => {
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await expectUnread(page, 0);
  const requests = countRequests(page);
  const step = (index: number): Json => ({
    title: 'Training',
    source: 'tqdm',
    key: 'train',
    type: index < 1000 ? 'in-progress' : 'success',
    progress: index / 1000
  });
  await server.batch(
    Array.from({ length: 1000 }, (_, index) => step(index + 1))
  );
  await expect(card(page, /Training/)).toHaveAttribute('data-type', 'success', {
    timeout: SOON
  });
  await expect(badge(page)).toHaveText('1');
  expect(requests().length, requests().join('\n')).toBeLessThanOrEqual(6);
});
