/** Preferences over the edge of the network: shown at once, merged into what there is, and followed. */

import { NotificationsConnector, RefusedError } from '../src';
import type { IPreferences } from '../src';
import { MockServer, flush, titled } from './mockserver';

const PATH = 'api/notifications/preferences';
const GET = `GET ${PATH}`;
const PUT = `PUT ${PATH}`;

describe('preferences', () => {
  let server: MockServer;
  let connector: NotificationsConnector;
  let heard: IPreferences[];

  beforeEach(async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'],
      now: Date.parse('2026-11-23T12:00:00Z')
    });
    server = new MockServer();
    connector = new NotificationsConnector({ serverSettings: server.settings });
    heard = [];
    connector.preferencesChanged.connect((_, value) => heard.push(value));
    await jest.advanceTimersByTimeAsync(1000);
  });

  afterEach(() => {
    connector.dispose();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('should be asked for by nobody unless somebody does', async () => {
    server.inbox.keepPreferences({ do_not_disturb: true });
    await jest.advanceTimersByTimeAsync(3600_000);
    expect(connector.preferences).toBeNull();
    expect(server.asked()).toEqual([]);
  });

  it('should be fetched once for all who ask at the same time', async () => {
    const [first, second] = [
      connector.fetchPreferences(),
      connector.fetchPreferences()
    ];
    expect(await first).toEqual(server.inbox.readPreferences());
    expect(await second).toBe(await first);
    expect(connector.preferences).toEqual(await first);
    expect(heard).toHaveLength(1);
    expect(server.asked()).toEqual([GET]);
    await jest.advanceTimersByTimeAsync(3600_000);
    expect(server.asked()).toEqual([]);
  });

  it('should be shown at once and sent whole, over what there is by then', async () => {
    await connector.fetchPreferences();
    const channels = { 'cell.failed': ['e-mail'] };
    server.inbox.kept = { channels, muted_sources: ['other tab'] };
    server.asked();
    const setting = connector.setPreferences({
      do_not_disturb: true,
      do_not_disturb_until: '2026-11-23T13:00:00.000Z'
    });
    expect(connector.preferences).toMatchObject({
      do_not_disturb: true,
      quiet: true,
      quiet_until: '2026-11-23T13:00:00.000Z'
    });
    expect(await setting).toEqual(server.inbox.readPreferences());
    expect(server.seen[1].body).toEqual({
      muted_sources: ['other tab'],
      muted_topics: [],
      do_not_disturb: true,
      do_not_disturb_until: '2026-11-23T13:00:00.000Z',
      channels
    });
    expect(connector.preferences!.channels).toEqual(channels);
    expect(server.asked()).toEqual([GET, PUT]);
    // The hint of the own change is no reason to ask.
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.asked()).toEqual([]);
  });

  it('should unset what is given as undefined', async () => {
    server.inbox.kept = {
      do_not_disturb: true,
      do_not_disturb_until: '2026-11-23T13:00:00Z'
    };
    await connector.fetchPreferences();
    const setting = connector.setPreferences({
      do_not_disturb_until: undefined
    });
    expect(connector.preferences).not.toHaveProperty('do_not_disturb_until');
    expect(connector.preferences).not.toHaveProperty('quiet_until');
    await setting;
    expect(server.inbox.kept).not.toHaveProperty('do_not_disturb_until');
    expect(server.inbox.kept.do_not_disturb).toBe(true);
  });

  it('should add to a list as another tab has left it', async () => {
    await connector.fetchPreferences();
    server.inbox.kept = { muted_sources: ['a'] };
    const mute = (source: string) =>
      connector.setPreferences(({ muted_sources }) => ({
        muted_sources: [...muted_sources, source]
      }));
    const both = [mute('b'), mute('c')];
    expect(connector.preferences!.muted_sources).toEqual(['b', 'c']);
    await Promise.all(both);
    expect(server.inbox.kept.muted_sources).toEqual(['a', 'b', 'c']);
    expect(connector.preferences!.muted_sources).toEqual(['a', 'b', 'c']);
  });

  it('should be taken back if refused, and the next change goes on', async () => {
    await connector.fetchPreferences();
    const before = connector.preferences;
    server.intercept = ({ method, body }) =>
      method === 'PUT' && JSON.stringify(body).includes('bad')
        ? { status: 400, body: { message: 'No' } }
        : undefined;
    const bad = connector.setPreferences({ muted_topics: ['bad'] });
    const good = connector.setPreferences({ muted_sources: ['good'] });
    expect(connector.preferences!.muted_topics).toEqual(['bad']);
    await expect(bad).rejects.toThrow(RefusedError);
    await good;
    expect(connector.preferences).toEqual({
      ...before,
      muted_sources: ['good']
    });
    const odd = connector.setPreferences(() => {
      throw new Error('Odd');
    });
    await expect(odd).rejects.toThrow('Odd');
    expect(connector.preferences!.muted_sources).toEqual(['good']);
  });

  it('should follow another browser by its hint', async () => {
    await connector.fetchPreferences();
    server.asked();
    server.inbox.keepPreferences({ muted_sources: ['a'] });
    await jest.advanceTimersByTimeAsync(1);
    expect(connector.preferences!.muted_sources).toEqual(['a']);
    expect(server.asked()).toEqual([GET]);
  });

  it('should follow another browser by a hint after which no entry has changed', async () => {
    await connector.fetchPreferences();
    await flush();
    server.inbox.deliver(titled('One'));
    await jest.advanceTimersByTimeAsync(5000);
    server.asked();
    const { epoch, unread } = server.inbox.head;
    const moved = { epoch, unread, seq: 'f'.repeat(24) };
    const body = {
      ...moved,
      items: [],
      removed: [],
      more: false,
      reset: false
    };
    server.intercept = ({ path }) =>
      path.includes('changes') ? { status: 200, body } : undefined;
    server.inbox.kept = { muted_sources: ['a'] };
    server.open[0].push({ schema_id: 'hint', ...moved });
    await jest.advanceTimersByTimeAsync(5000);
    expect(connector.preferences!.muted_sources).toEqual(['a']);
    expect(server.asked().filter(one => one === GET)).toHaveLength(1);
  });

  it('should not ask in a burst in which hints stand at the same place', async () => {
    await connector.fetchPreferences();
    server.asked();
    for (let i = 0; i < 1000; i++) {
      server.inbox.deliver(titled(`${i}`));
      server.open[0].push({ schema_id: 'hint', ...server.inbox.head });
      await jest.advanceTimersByTimeAsync(5);
    }
    expect(server.asked()).not.toContain(GET);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.asked()).toEqual([GET]);
  });

  it('should ask again when the page is looked at again, and when the server is back', async () => {
    await connector.fetchPreferences();
    server.asked();
    server.inbox.kept = { muted_sources: ['a'] };
    document.dispatchEvent(new Event('visibilitychange'));
    await flush();
    expect(connector.preferences!.muted_sources).toEqual(['a']);
    server.asked();
    server.setUp(false);
    server.inbox.kept = { muted_sources: ['b'] };
    await jest.advanceTimersByTimeAsync(100);
    server.setUp(true);
    await jest.advanceTimersByTimeAsync(5000);
    expect(connector.preferences!.muted_sources).toEqual(['b']);
    expect(server.asked().filter(one => one === GET)).toHaveLength(1);
  });

  it('should be asked for again, after a while, if that failed and the server is heard', async () => {
    let fails = true;
    server.intercept = ({ path }) =>
      fails && path === PATH ? { status: 503, body: {} } : undefined;
    await expect(connector.fetchPreferences()).rejects.toThrow(RefusedError);
    fails = false;
    server.asked();
    server.inbox.deliver(titled('One'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.asked().filter(one => one === GET)).toHaveLength(1);
    expect(connector.preferences).not.toBeNull();
  });

  it('should look again when it ceases to be quiet, and when it begins', async () => {
    server.inbox.kept = {
      do_not_disturb: true,
      do_not_disturb_until: '2026-11-23T13:00:00Z',
      quiet_hours: { start: '22:00', end: '07:00', time_zone: 'Europe/Berlin' }
    };
    await connector.fetchPreferences();
    expect(connector.preferences!.quiet).toBe(true);
    heard.splice(0);
    server.asked();
    await jest.advanceTimersByTimeAsync(3_590_000);
    expect(server.asked()).toEqual([]);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(connector.preferences!.quiet).toBe(false);
    expect(server.asked()).toEqual([GET]);
    // At 21:00 UTC it is night in Berlin.
    await jest.advanceTimersByTimeAsync(8 * 3600_000);
    expect(connector.preferences).toMatchObject({
      quiet: true,
      quiet_until: '2026-11-24T06:00:00.000Z'
    });
    expect(server.asked()).toEqual([GET]);
    expect(heard.map(one => one.quiet)).toEqual([false, true]);
  });

  it('should wait for a time that is far away without asking', async () => {
    server.inbox.kept = {
      do_not_disturb: true,
      do_not_disturb_until: '2027-11-23T13:00:00Z'
    };
    await connector.fetchPreferences();
    server.asked();
    await jest.advanceTimersByTimeAsync(100 * 24 * 3600_000);
    expect(server.asked()).toEqual([]);
    expect(connector.preferences!.quiet).toBe(true);
  });

  it.each([-5, 5])(
    'should find out the time of a server whose clock differs by %s minutes, and not ask for ever',
    async minutes => {
      server = new MockServer();
      const inbox = server.inbox as { now: () => Date };
      inbox.now = () => new Date(Date.now() + minutes * 60_000);
      connector.dispose();
      connector = new NotificationsConnector({
        serverSettings: server.settings
      });
      server.inbox.kept = {
        do_not_disturb: true,
        do_not_disturb_until: '2026-11-23T13:00:00Z'
      };
      await connector.fetchPreferences();
      server.asked();
      await jest.advanceTimersByTimeAsync(3600_000 + 16 * 60_000);
      expect(connector.preferences!.quiet).toBe(false);
      expect(server.asked().length).toBeLessThanOrEqual(11);
      await jest.advanceTimersByTimeAsync(24 * 3600_000);
      expect(server.asked()).toEqual([]);
    }
  );

  describe('in another tab', () => {
    /** As a browser has it: a word goes to all others of the name, in a later task. */
    class Channel {
      static all = new Set<Channel>();

      constructor(readonly name: string) {
        Channel.all.add(this);
      }

      onmessage: (() => void) | null = null;

      postMessage(): void {
        for (const other of Channel.all) {
          if (other !== this && other.name === this.name) {
            setTimeout(() => other.onmessage?.(), 0);
          }
        }
      }

      close(): void {
        Channel.all.delete(this);
      }
    }

    beforeEach(() => {
      Object.assign(globalThis, { BroadcastChannel: Channel });
    });

    afterEach(() => {
      expect([...Channel.all]).toEqual([]);
      Reflect.deleteProperty(globalThis, 'BroadcastChannel');
    });

    it('should be known also if an entry changes in the same moment', async () => {
      const { settings } = server;
      const here = new NotificationsConnector({ serverSettings: settings });
      const there = new NotificationsConnector({ serverSettings: settings });
      await jest.advanceTimersByTimeAsync(1000);
      await there.fetchPreferences();
      const setting = here.setPreferences({ do_not_disturb: true });
      void server.inbox.post(titled('Now'));
      await jest.advanceTimersByTimeAsync(3000);
      await setting;
      expect(there.preferences?.do_not_disturb).toBe(true);
      here.dispose();
      there.dispose();
    });
  });
});
