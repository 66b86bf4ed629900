/** What deserves more than the badge: errors, what was asked for, what matters; and nothing that is old. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import type { Draft } from '../stage';

import { Noise, reaches } from '../../src/attention/noise';
import { FakeUser } from '../stage';

const MINUTE = 60_000;

describe('reaches', () => {
  it('should compare priorities, and never reach never', () => {
    expect(reaches('high', 'high')).toBe(true);
    expect(reaches('urgent', 'high')).toBe(true);
    expect(reaches('normal', 'high')).toBe(false);
    expect(reaches('low', 'low')).toBe(true);
    expect(reaches('urgent', 'never')).toBe(false);
  });
});

describe('Noise', () => {
  let now: number;
  let inbox: FakeNotifications;
  let noise: Noise;
  let heard: string[];

  async function start(options: FakeNotifications.IOptions = {}) {
    noise?.dispose();
    inbox?.dispose();
    inbox = new FakeNotifications({ now: () => new Date(now), ...options });
    noise = new Noise({
      notifications: inbox,
      user: new FakeUser('ada'),
      now: () => now
    });
    heard = [];
    noise.made.connect((_, made) => {
      heard.push(...made.map(one => `${one.entry.title}: ${one.level}`));
    });
    await inbox.settled();
    // Long enough after the start that nothing was missed.
    now += 5 * MINUTE;
  }

  async function deliver(...drafts: Draft[]): Promise<string> {
    let id = '';
    for (const draft of drafts) {
      ({ id } = inbox.server.deliver(draft));
      await inbox.settled();
    }
    return id;
  }

  beforeEach(async () => {
    now = Date.parse('2026-01-01T12:00:00Z');
    await start({ entries: [{ title: 'There before', type: 'error' }] });
  });

  afterEach(() => {
    noise.dispose();
    inbox.dispose();
  });

  it('should say nothing of what was there', () => {
    expect(heard).toEqual([]);
  });

  it('should take the priority, and errors for high at least', async () => {
    await deliver(
      { title: 'A' },
      { title: 'B', priority: 'low' },
      { title: 'C', priority: 'urgent' },
      { title: 'D', type: 'error' },
      { title: 'E', type: 'error', priority: 'low' },
      { title: 'F', type: 'error', priority: 'urgent' }
    );
    expect(heard).toEqual([
      'A: normal',
      'B: low',
      'C: urgent',
      'D: high',
      'E: high',
      'F: urgent'
    ]);
  });

  it('should hear all of one answer, also what changed after a later one came', async () => {
    inbox.server.deliver({ title: 'A', key: 'a' }, { quietly: true });
    inbox.server.deliver({ title: 'B' }, { quietly: true });
    inbox.server.deliver({ title: 'A again', key: 'a' });
    await inbox.settled();
    expect(heard).toEqual(['B: normal', 'A again: normal']);
  });

  it('should be silent about what is muted, in progress, read or only changed', async () => {
    await deliver({ title: 'Muted', type: 'error', read: true });
    const busy = await deliver({ title: 'Busy', type: 'in-progress' });
    const done = await deliver({ title: 'Said', key: 'k', type: 'error' });
    inbox.server.touch(busy, { archived: true });
    inbox.server.touch(done, { read: true });
    inbox.server.touch(done, { read: false });
    await inbox.settled();
    await deliver({ title: 'Said otherwise', key: 'k', type: 'error' });
    expect(heard).toEqual(['Said: high']);
  });

  it('should count as asked for what this page has seen in progress', async () => {
    const run = { title: 'Run', key: 'run' };
    await deliver(
      { ...run, type: 'in-progress', progress: 0.5 },
      { ...run, type: 'success' },
      { ...run, type: 'success', title: 'Reworded' }
    );
    expect(heard).toEqual(['Run: high']);
  });

  it('should hear what fails after all', async () => {
    await deliver(
      { title: 'Fine', key: 'x', type: 'success' },
      { title: 'Broken', key: 'x', type: 'error' }
    );
    expect(heard).toEqual(['Fine: normal', 'Broken: high']);
  });

  it('should count as asked for what wakes from a snooze', async () => {
    const id = await deliver({ title: 'Later' });
    inbox.server.touch(id, { snoozed_until: '2026-01-01T14:00:00Z' });
    await inbox.settled();
    now += 120 * MINUTE;
    inbox.server.wake(id);
    await inbox.settled();
    expect(heard).toEqual(['Later: normal', 'Later: high']);
  });

  it('should count as asked for what oneself sends, where it is known who sends', async () => {
    await start({ username: 'ada' });
    await deliver({ title: 'Mine' }, { title: 'Theirs', sender: 'bob' });
    expect(heard).toEqual(['Mine: high', 'Theirs: normal']);
  });

  it('should leave to the badge what is old when the server is there again', async () => {
    inbox.server.connection = 'offline';
    now += 60 * MINUTE;
    const old = new Date(now - 10 * MINUTE).toISOString();
    const fresh = new Date(now - MINUTE).toISOString();
    inbox.server.deliver({ title: 'Old', type: 'error', updated: old });
    inbox.server.deliver({ title: 'Fresh', type: 'error', updated: fresh });
    inbox.server.connection = 'online';
    await inbox.settled();
    expect(heard).toEqual(['Fresh: high']);
    // Later it is not asked how old things are: the server's clock may be wrong.
    now += 5 * MINUTE;
    await deliver({ title: 'Of a slow clock', type: 'error', updated: old });
    expect(heard).toEqual(['Fresh: high', 'Of a slow clock: high']);
  });

  it('should leave to the badge what came while the page slept', async () => {
    const old = new Date(now - 10 * MINUTE).toISOString();
    noise.wakeUp();
    await deliver({ title: 'Old', type: 'error', updated: old });
    await deliver({ title: 'New', type: 'error' });
    expect(heard).toEqual(['New: high']);
  });

  it('should leave to the badge what another store has, or what is too much to be told one by one', async () => {
    inbox.server.replace();
    inbox.server.deliver({ title: 'Elsewhere', type: 'error' });
    await inbox.settled();
    expect(heard).toEqual([]);
    for (let i = 0; i < 300; i++) {
      inbox.server.deliver({ title: `${i}`, type: 'error' }, { quietly: true });
    }
    await inbox.settled();
    expect(heard).toEqual([]);
    await deliver({ title: 'Afterwards', type: 'error' });
    expect(heard).toEqual(['Afterwards: high']);
  });
});
