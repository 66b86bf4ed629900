/** A store that cannot be opened: both applications go on, and the center says that nothing is kept. */

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

// A directory that can be neither made nor written to, by root either.
test.use({
  serverOptions: {
    config: {
      NotificationsExtension: { db_path: '/proc/none/notifications.sqlite' }
    }
  }
});

for (const app of APPS) {
  test(`${app}: the center says that notifications are not saved`, async ({
    page,
    server
  }) => {
    await server.clear();
    expect(
      await server.request('GET', '/api/notifications/status')
    ).toMatchObject({ durable: false });
    await open(page, server, START[app]);
    await server.post({ title: 'Only in memory' });
    await expectUnread(page, 1);
    await openCenter(page);
    await expect(card(page, /Only in memory/)).toBeVisible();
    await expect(
      center(page).getByText(
        'Not saved. The server cannot open its database, so these notifications are lost when it stops.'
      )
    ).toBeVisible();
  });
}
