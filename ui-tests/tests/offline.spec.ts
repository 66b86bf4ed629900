/** The server goes away and comes back; the page says so and heals by itself. */

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

test.beforeEach(({ server }) => server.clear());

for (const app of APPS) {
  test(`${app}: offline is shown and heals`, async ({ page, server }) => {
    test.setTimeout(90_000);
    await server.post({ title: 'Seen before' });
    await open(page, server, START[app]);
    await expectUnread(page, 1);
    await openCenter(page);
    await expect(card(page, /Seen before/)).toBeVisible();

    await server.down();
    await expect(badge(page)).toHaveAccessibleName(
      'Offline. 1 unread notification when last seen'
    );
    await expect(
      center(page).getByText(/^Offline\. Last updated at/)
    ).toBeVisible();
    // What is known stays on screen.
    await expect(card(page, /Seen before/)).toBeVisible();

    await server.up();
    await server.curl({ title: 'Back again' });
    await expectUnread(page, 2);
    await expect(center(page).getByText(/^Offline\./)).toHaveCount(0);
    await expect(card(page, /Back again/)).toBeVisible();
  });
}
