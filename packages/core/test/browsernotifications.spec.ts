/** The inbox of a site without a server: it outlives the page, is the same in all tabs, and keeps within its limits. */

import type { INotificationList } from '../src';
import { BrowserBackend, BrowserNotifications } from '../src/standalone';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const KEY = '@jupyter-notifications/core:inbox:/site/';

/** What a browser keeps, and how much. */
class FakeStorage {
  constructor(readonly room = Infinity) {}

  readonly values = new Map<string, string>();

  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (value.length > this.room) {
      throw new DOMException('There is no room', 'QuotaExceededError');
    }
    this.values.set(key, value);
  }
}

describe('BrowserNotifications', () => {
  let tabs: BrowserNotifications[];
  let storage: FakeStorage;

  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'],
      now: NOW
    });
    tabs = [];
    storage = new FakeStorage();
  });

  afterEach(() => {
    tabs.forEach(tab => tab.dispose());
    expect(jest.getTimerCount()).toBe(0);
    window.localStorage.clear();
    jest.useRealTimers();
  });

  function open(
    options: Partial<BrowserNotifications.IOptions> = {}
  ): BrowserNotifications {
    const tab = new BrowserNotifications({
      name: '/site/',
      storage: storage as unknown as Storage,
      hintInterval: 0,
      ...options
    });
    tabs.push(tab);
    return tab;
  }

  /** The browser tells the other tabs. */
  function tell(): void {
    window.dispatchEvent(new StorageEvent('storage', { key: KEY }));
  }

  const pass = (milliseconds: number): Promise<void> =>
    jest.advanceTimersByTimeAsync(milliseconds);
  const later = (seconds: number): string =>
    new Date(Date.now() + 1000 * seconds).toISOString();
  const titles = ({ items }: INotificationList): string[] =>
    items.map(item => item.title);

  it('should be there after a reload, with all that was changed', async () => {
    const before = open();
    await before.notify({ title: 'One' });
    await before.notify({ title: 'Two', key: 'k' });
    await before.notify({ title: 'Two again', key: 'k' });
    const [two, one] = (await before.page({})).items;
    await before.markRead(one.id);
    await before.setPreferences({ muted_sources: ['m'] });
    before.dispose();

    const after = open();
    const list = after.open({});
    await pass(10);
    expect(titles(list)).toEqual(['Two again', 'One']);
    expect(list.items[1].read).toBe(true);
    expect(after.unread).toBe(1);
    expect(after.seq > two.arrived).toBe(true);
    expect((await after.fetchPreferences()).muted_sources).toEqual(['m']);
    expect(await after.fetchStatus()).toMatchObject({
      backend: 'browser',
      durable: true,
      problem: null
    });
  });

  it('should keep the sites of one origin apart, in localStorage by itself', async () => {
    const local = { storage: undefined };
    await open(local).notify({ title: 'Mine' });
    expect(window.localStorage.getItem(KEY)).toContain('Mine');
    const other = open({ ...local, name: '/other/' });
    expect((await other.page({})).items).toEqual([]);
    expect((await open(local).page({})).items).toHaveLength(1);
  });

  it('should be the same in every tab', async () => {
    const [one, two] = [open(), open()];
    const list = two.open({});
    await two.fetchPreferences();
    await one.notify({ title: 'From the first' });
    tell();
    await pass(10);
    expect(titles(list)).toEqual(['From the first']);
    // What the first has not been told of yet is not lost when it writes.
    await two.notify({ title: 'From the second' });
    await one.notify({ title: 'From the first again' });
    await one.setPreferences({ do_not_disturb: true });
    tell();
    await pass(20_000);
    expect(titles(list)).toEqual([
      'From the first again',
      'From the second',
      'From the first'
    ]);
    expect(two.preferences!.quiet).toBe(true);
    await one.remove(list.items[0].id);
    tell();
    await pass(10);
    expect(list.items).toHaveLength(2);
  });

  it('should do what is due, also what became due while nobody was there', async () => {
    const tab = open();
    const list = tab.open({});
    await tab.notify({ title: 'Snoozed' });
    await tab.notify({ title: 'Expires', expires_at: later(60) });
    await tab.notify({ title: 'Scheduled', deliver_at: later(120) });
    await pass(10);
    const [, snoozed] = list.items;
    await tab.markRead(snoozed.id);
    await tab.snooze(snoozed.id, new Date(Date.now() + 180_000));
    await pass(10);
    expect(titles(list)).toEqual(['Expires']);
    await pass(60_000);
    expect(titles(list)).toEqual([]);
    await pass(60_000);
    expect(titles(list)).toEqual(['Scheduled']);
    tab.dispose();
    await pass(3600_000);
    const again = open().open({});
    await pass(10);
    expect(titles(again)).toEqual(['Snoozed', 'Scheduled']);
    expect(again.items[0].read).toBeUndefined();
  });

  it('should wait for what is far away, and for no time that is none', async () => {
    const tab = open();
    await tab.notify({ title: 'Odd', expires_at: 'soon' });
    await tab.notify({ title: 'Far', deliver_at: later(40 * 24 * 3600) });
    await pass(39 * 24 * 3600_000);
    expect((await tab.page({})).items).toHaveLength(1);
    await pass(2 * 24 * 3600_000);
    expect((await tab.page({})).items).toHaveLength(2);
  });

  it('should keep no more than its limit: the oldest go, read ones first', async () => {
    const tab = open({ most: 3 });
    for (const title of ['1', '2', '3']) {
      await tab.notify({ title });
    }
    const [, two] = (await tab.page({})).items;
    await tab.markRead(two.id);
    await tab.notify({ title: '4' });
    const list = tab.open({});
    await pass(10);
    expect(titles(list)).toEqual(['4', '3', '1']);
    await tab.notify({ title: '5' });
    await pass(10);
    expect(titles(list)).toEqual(['5', '4', '3']);
  });

  it('should keep what there is room for', async () => {
    storage = new FakeStorage(20_000);
    const tab = open();
    for (let i = 0; i < 40; i++) {
      await tab.notify({ title: `${i}`, body: 'x'.repeat(1000) });
    }
    const { items } = await open().page({});
    expect(items.length).toBeGreaterThan(5);
    expect(items[0].title).toBe('39');
    expect((await tab.fetchStatus()).durable).toBe(true);
  });

  it('should forget what was deleted long ago, and say so to those who are behind', async () => {
    const tab = open();
    const backend = new BrowserBackend({
      name: '/site/',
      storage: storage as unknown as Storage
    });
    await tab.notify({ title: 'First' });
    const { epoch, seq } = await tab.page({});
    for (let i = 0; i < 150; i++) {
      await tab.notify({ title: `${i}`, expires_at: later(0) });
      await tab.notify({ title: `${i}`, expires_at: later(0) });
    }
    expect(storage.getItem(KEY)!.length).toBeLessThan(30_000);
    expect((await backend.changes({ epoch, seq }, 100)).reset).toBe(true);
    backend.dispose();
  });

  it.each(['not json', '[]', '{"version": 99}'])(
    'should begin anew where something else was kept: %s',
    async raw => {
      storage.setItem(KEY, raw);
      const tab = open();
      await tab.notify({ title: 'New' });
      expect((await open().page({})).items).toHaveLength(1);
    }
  );

  it('should last as long as the page where nothing is kept', async () => {
    storage = new FakeStorage(0);
    const tab = open();
    await tab.notify({ title: 'Here' });
    expect((await tab.page({})).items).toHaveLength(1);
    expect(await tab.fetchStatus()).toMatchObject({
      durable: false,
      problem: 'There is no room'
    });
    const forbidden = open({ storage: null });
    await forbidden.notify({ title: 'Here' });
    expect((await forbidden.fetchStatus()).durable).toBe(false);
  });
});
