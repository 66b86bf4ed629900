/** `notify()` in a notebook's cell arrives without any configuration, with a token and with only a password. */

import {
  card,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import { runAll, writeNotebook } from '../src/notebook';
import { Server } from '../src/server';

const CELL =
  'from jupyter_notifications import notify\nnotify("Training finished", type="success")';

for (const login of ['a token', 'only a password']) {
  test(`a cell's notify() arrives on a server with ${login}`, async ({
    page
  }) => {
    const server = await Server.start(
      login === 'a token' ? {} : { password: 'correct horse' }
    );
    try {
      await writeNotebook(server, 'train.ipynb', [CELL]);
      await open(page, server, 'lab/tree/train.ipynb?reset');
      await expectUnread(page, 0);
      await runAll(page);
      await expectUnread(page, 1);
      await openCenter(page);
      await expect(card(page, /Training finished/)).toHaveAttribute(
        'data-type',
        'success'
      );
      // What the call gave back is no traceback.
      await expect(
        page.locator('.jp-OutputArea-output[data-mime-type*="stderr"]')
      ).toHaveCount(0);
    } finally {
      await page.close();
      await server.dispose();
    }
  });
}

test("a cell's notify() arrives in the header of its own page in Notebook 7", async ({
  page,
  server
}) => {
  await server.clear();
  await writeNotebook(server, 'train.ipynb', [CELL]);
  await open(page, server, 'notebooks/train.ipynb');
  await expectUnread(page, 0);
  await runAll(page);
  await expectUnread(page, 1);
  await expect(
    page.locator('#menu-panel').locator('button.jp-Notifications-badge')
  ).toHaveText('1');
  await openCenter(page);
  await expect(card(page, /Training finished/)).toHaveAttribute(
    'data-type',
    'success'
  );
});
