/** A settings file that another version wrote: what is known in it counts, and the rest does no harm. */

import { execute } from '../src/application';
import { START, expect, open, test } from '../src/fixtures';

test.use({
  serverOptions: {
    settings: {
      '@jupyter-notifications/lab-extension:badge': {
        showBadge: true,
        gone: { with: 'a later version' }
      },
      '@jupyter-notifications/core:notifications': {
        hintInterval: 800,
        unheardOf: 1
      }
    }
  }
});

test('a settings file of another version does no harm', async ({
  page,
  server
}) => {
  const complaints: string[] = [];
  page.on('console', message => {
    if (/could not be loaded|failed to validate|failed:/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  await open(page, server, START.JupyterLab);
  await execute(page, 'jupyter-notifications:open-settings');
  // By its id: there are other fields for numbers, and this one has no accessible name.
  await expect(page.locator('[id$=":notifications_hintInterval"]')).toHaveValue(
    '800'
  );
  expect(complaints).toEqual([]);
});
