/** A button runs a command only once an administrator's settings allow it; any other is refused, and says so. */

import type { Locator, Page } from '@playwright/test';

import {
  APPS,
  START,
  card,
  expect,
  open,
  openCenter,
  test
} from '../src/fixtures';

const PLUGIN = '@jupyter-notifications/core:notifications';
const TELL = 'apputils:notify';
const DARKEN = 'apputils:change-theme';

test.describe.configure({ timeout: 90_000 });
test.use({
  serverOptions: {
    config: { NotificationsExtension: { allowed_commands: [TELL, DARKEN] } }
  }
});

test.beforeAll(async ({ server }) => {
  await server.post({
    title: 'Two buttons',
    actions: [
      {
        label: 'Tell me',
        command: TELL,
        args: { message: 'It ran', options: { autoClose: false } }
      },
      {
        label: 'Darken',
        command: DARKEN,
        args: { theme: 'JupyterLab Dark' }
      }
    ]
  });
  // Since it was sent, the server has stopped to allow both: the settings alone decide.
  await server.down();
  await server.configure({ NotificationsExtension: { allowed_commands: [] } });
  await server.up();
});

test.afterAll(({ server }) => server.override({}));

const button = (entry: Locator, name: string) =>
  entry.getByRole('button', { name, exact: true });

/** It cannot be pressed, by whatever means, and says why, to be seen and to be heard. */
async function expectRefused(entry: Locator, name: string): Promise<void> {
  const reason = `This server does not allow “${name}”.`;
  await expect(button(entry, name)).toBeDisabled();
  await expect(button(entry, name)).toHaveAccessibleDescription(reason);
  await expect(entry.getByText(reason, { exact: true })).toBeVisible();
  await button(entry, name).click({ force: true });
  await button(entry, name).dispatchEvent('click');
}

/** From now on write down which of the two run. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(
    watched => {
      const ran: string[] = [];
      const { jupyterapp } = window as unknown as {
        jupyterapp: {
          commands: {
            commandExecuted: {
              connect(slot: (_: unknown, args: { id: string }) => void): void;
            };
          };
        };
      };
      jupyterapp.commands.commandExecuted.connect((_, { id }) => {
        if (watched.includes(id)) {
          ran.push(id);
        }
      });
      Object.assign(window, { ran });
    },
    [TELL, DARKEN]
  );
}

const ranIn = (page: Page) =>
  page.evaluate(() => (window as unknown as { ran: string[] }).ran);

for (const app of APPS) {
  test(`${app}: refused until overrides.json allows it, and no other with it`, async ({
    page,
    server
  }) => {
    await server.override({});
    await open(page, server, START[app]);
    await listen(page);
    await openCenter(page);
    const entry = card(page, /Two buttons/);
    await expectRefused(entry, 'Tell me');
    await expectRefused(entry, 'Darken');
    expect(await ranIn(page)).toEqual([]);

    await server.override({ [PLUGIN]: { allowedCommands: [TELL] } });
    await open(page, server, START[app]);
    await listen(page);
    await openCenter(page);
    await expectRefused(entry, 'Darken');
    await expect(entry.getByText(/does not allow/)).toHaveCount(1);
    await button(entry, 'Tell me').click();
    await expect(
      page.locator('.Toastify__toast').getByText('It ran', { exact: true })
    ).toBeVisible();
    expect(await ranIn(page)).toEqual([TELL]);
    await expect(page.locator('body')).toHaveAttribute(
      'data-jp-theme-name',
      'JupyterLab Light'
    );
  });
}
