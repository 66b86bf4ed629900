/** The example extension, built as its readers would, in both applications: it hears events, writes to the inbox, reads the count. */

import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';

import type { Page } from '@playwright/test';

import {
  APPS,
  START,
  card,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import type { IApplication } from '../src/application';
import type { Server } from '../src/server';

const BUILD = path.resolve(__dirname, '../../scripts/build_example.sh');
const SCHEMA = 'https://example.org/training-monitor/epoch/v1';
const COMMAND = 'training-monitor:summary';

let folder: string;

test.beforeAll(async ({ server }) => {
  test.setTimeout(180_000);
  folder = await mkdtemp(path.join(tmpdir(), 'notifications-example-'));
  await promisify(execFile)(BUILD, [folder]);
  const data = path.join(server.home, 'data');
  await cp(
    path.join(folder, 'labextension'),
    path.join(data, 'labextensions', 'training-monitor'),
    { recursive: true }
  );
  await cp(
    path.join(folder, 'events'),
    path.join(data, 'events', 'training-monitor'),
    { recursive: true }
  );
  // Schemas are read at start.
  await server.down();
  await server.up();
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** Post an epoch, as a training script does. */
async function epoch(server: Server, data: object): Promise<void> {
  await server.request('POST', '/api/events', {
    schema_id: SCHEMA,
    version: '1',
    data
  });
}

/** What the extension says of itself. */
async function summary(page: Page): Promise<string> {
  return page.evaluate(id => {
    const { jupyterapp } = window as unknown as { jupyterapp: IApplication };
    return jupyterapp.commands.label(id);
  }, COMMAND);
}

for (const app of APPS) {
  test(`${app}: a training run is one entry that moves, and ends unread`, async ({
    page,
    server
  }) => {
    await server.clear();
    const run = `net for ${app}`;
    await open(page, server, START[app]);
    expect(await summary(page)).toBe('Training: 0 running, 0 unread');

    // The subscription is there when an event comes through.
    await expect(async () => {
      await epoch(server, { run, epoch: 1, epochs: 4, loss: 0.5 });
      expect(await summary(page)).toBe('Training: 1 running, 0 unread');
    }).toPass();
    await openCenter(page);
    const progress = card(page, run).getByRole('progressbar');
    await expect(progress).toHaveJSProperty('value', 0.25);
    await epoch(server, { run, epoch: 2, epochs: 4, loss: 0.4 });
    await expect(progress).toHaveJSProperty('value', 0.5);

    await epoch(server, {
      run,
      epoch: 4,
      epochs: 4,
      loss: 0.25,
      notebook: 'my net.ipynb'
    });
    const done = card(page, `Trained: ${run}`);
    await expect(done).toContainText('Loss 0.250');
    await expect(done).toContainText('training-monitor');
    await expect(done.getByRole('link')).toHaveAttribute(
      'href',
      /\/my%20net\.ipynb$/
    );
    await expect(card(page, run)).toHaveCount(1);
    await expectUnread(page, 1);
    await expect
      .poll(() => summary(page))
      .toBe('Training: 0 running, 1 unread');
  });
}
