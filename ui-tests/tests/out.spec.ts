/** What goes out, set in the Settings Editor: to a real receiver, at once, and for everybody's eyes and hands. */

import { createServer } from 'node:http';
import type { Server as Receiver } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Page } from '@playwright/test';

import { THEMES, cutOff, useTheme, violations } from '../src/accessibility';
import { execute } from '../src/application';
import { START, expect, open, test } from '../src/fixtures';
import type { Json, Server } from '../src/server';

const PATH = '/api/notifications/delivery';

let receiver: Receiver;
let status = 200;
const got: Json[] = [];

test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      got.push(JSON.parse(Buffer.concat(parts).toString()) as Json);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>(done => receiver.listen(0, '127.0.0.1', done));
});

test.afterAll(() => {
  receiver.close();
});

test.beforeEach(async ({ server }) => {
  status = 200;
  got.length = 0;
  await server.clear();
  const { channels } = (await server.request('GET', PATH)) as {
    channels: { name: string }[];
  };
  await server.request('PATCH', PATH, {
    rules: [],
    channels: Object.fromEntries(channels.map(({ name }) => [name, null]))
  });
});

/** The address of the receiver, with a secret in it. */
const address = () =>
  `json://me:hush-hush@127.0.0.1:${(receiver.address() as AddressInfo).port}`;

/** Open the Settings Editor at our settings. */
async function editor(page: Page, server: Server, path: string) {
  await open(page, server, path);
  await execute(page, 'jupyter-notifications:open-settings');
  const out = page.locator('.jp-Notifications-out');
  await expect(out.getByRole('group', { name: 'Channels' })).toBeVisible();
  return out;
}

test('JupyterLab: a channel, a rule and a test reach a real receiver, and what became of it is seen', async ({
  page,
  server
}) => {
  const out = await editor(page, server, START.JupyterLab);
  const name = out.getByLabel('Name of a new channel');
  await name.fill('hook');
  await out.getByLabel(/^Its address/).fill('nonsense');
  await page.keyboard.press('Enter');
  await expect(out.getByLabel(/^Its address/)).toHaveAccessibleDescription(
    /^Not saved: must be an address/
  );
  await out.getByLabel(/^Its address/).fill(address());
  await page.keyboard.press('Enter');
  await expect(name).toBeFocused();
  await expect(out.getByText('hush-hush')).toHaveCount(0);

  await out.getByRole('button', { name: 'Send a test to “hook”' }).click();
  await expect(out.getByText('The test was sent.')).toBeVisible();
  expect(got).toHaveLength(1);
  status = 500;
  await out.getByRole('button', { name: 'Send a test to “hook”' }).click();
  await expect(out.getByText(/^The test was not sent: ./)).toBeVisible();
  status = 200;

  await out.getByRole('button', { name: 'New rule' }).click();
  await out.getByLabel('Name of the rule').fill('errors');
  await out.getByRole('checkbox', { name: 'Error' }).check();
  await out.getByRole('button', { name: 'Add the rule' }).click();
  await expect(out.getByText('Types: Error')).toBeVisible();
  await server.post({ title: 'Quiet', type: 'info' });
  await server.post({ title: 'Loud', type: 'error' });
  const last = out.getByRole('group', { name: 'Last messages' });
  await expect(last.getByRole('listitem')).toHaveText(/^Loud.*Sent: /);
  expect(got.pop()).toMatchObject({ title: 'Loud' });

  const isOn = out.getByRole('checkbox', { name: 'The rule “errors” is on' });
  await isOn.press('Space');
  await expect(out.getByText('Off', { exact: true })).toBeVisible();
  await server.post({ title: 'Unsent', type: 'error' });
  await isOn.press('Space');
  await expect(out.getByText('Off', { exact: true })).toHaveCount(0);
  expect(got.map(one => one.title)).not.toContain('Unsent');

  // Saved at once, without a button.
  await out.getByRole('button', { name: 'Change the rule “errors”' }).click();
  const minutes = out.getByLabel(/^Only if still unread/);
  await minutes.fill('99999');
  await minutes.blur();
  await expect(minutes).toHaveAccessibleDescription(/^Not saved: must be/);
  await minutes.fill('10');
  await minutes.blur();
  await expect(out.getByText('If still unread after 10 min')).toBeVisible();
  await server.post({ title: 'Later', type: 'error' });
  await expect(last.getByRole('listitem').first()).toHaveText(
    /^Later.*Waiting until /
  );
  await out.getByRole('button', { name: 'Remove the rule “errors”' }).click();
  await expect(out.getByRole('button', { name: 'New rule' })).toBeFocused();
  await out
    .getByRole('button', { name: 'Remove the channel “hook”' })
    .press('Enter');
  await expect(name).toBeFocused();
});

test('Notebook 7: nothing for axe to find, in both themes, wide and narrow', async ({
  page,
  server
}) => {
  await server.request('PATCH', PATH, {
    channels: { hook: address() },
    rules: [
      { name: 'errors', channels: ['hook'], types: ['error'] },
      { name: 'runs', channels: ['hook'], topics: ['run.*'], after: 10 }
    ]
  });
  await server.post({ title: 'Loud', type: 'error' });
  await server.post({ title: 'Waits', topic: 'run.finished' });
  const out = await editor(page, server, START['Notebook 7']);
  await expect(out.getByText(/^Sent: /).first()).toBeVisible();
  await out.getByRole('button', { name: 'Change the rule “errors”' }).click();
  const minutes = out.getByLabel(/^Only if still unread/);
  await minutes.fill('99999');
  await minutes.blur();
  await expect(out.getByRole('alert')).toBeVisible();
  for (const theme of THEMES.slice(0, 2)) {
    await useTheme(page, theme);
    for (const width of [1280, 700]) {
      await page.setViewportSize({ width, height: 800 });
      const found = await violations(page, false, ['.jp-Notifications-out']);
      expect.soft(found, `${theme}, ${width}`).toEqual([]);
      expect.soft(await cutOff(out), `${theme}, ${width}`).toEqual([]);
    }
  }
});
