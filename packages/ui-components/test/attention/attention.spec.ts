/** Several tabs of one browser: what matters is told once, where somebody looks, and else on the desktop. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';

import { PageEntries } from '../../src/app/pageentries';
import { Attention } from '../../src/attention/attention';
import { Presence } from '../../src/attention/presence';
import { pageMark } from '../../src/attention/pagemark';
import type { ICenterHost } from '../../src/interfaces';
import type { Draft } from '../stage';
import {
  FakeDesktopNotification as Desktop,
  FakeLocks,
  FakePage,
  installDesktop
} from './browser';

const SETTINGS: Attention.ISettings = {
  toastFrom: 'high',
  desktopFrom: 'high',
  sound: false,
  countInTitle: false,
  countInFavicon: false
};

/** One server, as each tab's inbox asks it. */
class Tab {
  constructor(
    readonly page: FakePage,
    locks: LockManager | null,
    settings: Partial<Attention.ISettings> = {}
  ) {
    this.inbox = new FakeNotifications();
    this.host = {
      openLink: jest.fn(),
      documentUrl: jest.fn(),
      runCommand: jest.fn(),
      hasCommand: jest.fn()
    };
    this.presence = new Presence({
      baseUrl: 'http://localhost:8888/user/ada/',
      page,
      locks
    });
    this.attention = new Attention({
      notifications: this.inbox,
      host: this.host,
      trans: nullTranslator.load('jupyter_notifications'),
      center: this.center,
      presence: this.presence
    });
    this.attention.configure({ ...SETTINGS, ...settings });
  }

  readonly inbox: FakeNotifications;
  readonly host: jest.Mocked<ICenterHost>;
  readonly attention: Attention;
  readonly presence: Presence;
  /** The entries that are seen in the center. */
  readonly seen = new Set<string>();
  readonly center = {
    active: true,
    shows: (id: string) => this.seen.has(id),
    open: jest.fn()
  };

  dispose(): void {
    this.attention.dispose();
    this.presence.dispose();
    this.inbox.dispose();
  }
}

describe('Attention', () => {
  let locks: FakeLocks;
  let tabs: Tab[];
  let undo: () => void;
  let next: number;
  /** Every toast that was ever made, also those that have gone. */
  let made: string[];
  const onToast = (
    _: unknown,
    { type, notification }: Notification.IChange
  ): void => {
    if (type === 'added') {
      made.push(notification.message);
    }
  };

  beforeEach(() => {
    jest.useFakeTimers();
    locks = new FakeLocks();
    tabs = [];
    next = 0;
    made = [];
    Notification.manager.changed.connect(onToast);
    Desktop.reset();
    undo = installDesktop(locks);
  });

  afterEach(() => {
    tabs.forEach(tab => tab.dispose());
    undo();
    Notification.manager.changed.disconnect(onToast);
    Notification.dismiss();
    window.localStorage.clear();
    document.body.replaceChildren();
    jest.useRealTimers();
  });

  /** Let time pass, and all that follows. */
  async function pass(milliseconds = 0): Promise<void> {
    await jest.advanceTimersByTimeAsync(milliseconds);
    for (const tab of tabs) {
      await tab.inbox.settled();
    }
    for (let i = 0; i < 50; i++) {
      await Promise.resolve();
    }
  }

  async function open(
    page: FakePage,
    settings: Partial<Attention.ISettings> = {},
    given: LockManager | null = locks
  ): Promise<Tab> {
    const tab = new Tab(page, given, settings);
    tabs.push(tab);
    await pass(60_000);
    return tab;
  }

  /** The same arrives in every tab. */
  async function arrive(...drafts: Draft[]): Promise<void> {
    const whole = drafts.map(draft => ({ id: `n${next++}`, ...draft }));
    for (const tab of tabs) {
      whole.forEach((draft, index) =>
        tab.inbox.server.deliver(
          // One store gives one time.
          { ...draft, updated: new Date().toISOString() },
          { quietly: index < whole.length - 1 }
        )
      );
    }
    await pass();
  }

  const toasts = () =>
    Notification.manager.notifications.map(({ message }) => message).reverse();
  const desktop = () => [...Desktop.shown.values()].map(({ title }) => title);
  const click = (message: string) =>
    Notification.manager.notifications
      .find(one => one.message === message)!
      .options.actions![0].callback(new MouseEvent('click'));

  describe('in the page', () => {
    it('should leave to the badge what does not matter', async () => {
      await open(new FakePage());
      await arrive({ title: 'Finished', type: 'success' });
      await pass(60_000);
      expect([made, Desktop.made]).toEqual([[], []]);
    });

    it('should show an error, in its colour, as plain text, and follow its link', async () => {
      const tab = await open(new FakePage());
      const title = '<b>Run</b>\nfailed';
      const link = 'work/a.ipynb#cell=1';
      await arrive({ title, type: 'error', link });
      const [shown] = Notification.manager.notifications;
      expect([shown.message, shown.type]).toEqual([
        '<b>Run</b> failed',
        'error'
      ]);
      expect(shown.options.actions!.map(({ label }) => label)).toEqual([
        'Open'
      ]);
      click(shown.message);
      await pass();
      expect(tab.host.openLink).toHaveBeenCalledWith(link);
      expect(tab.inbox.server.head.unread).toBe(0);
      expect(desktop()).toEqual([]);
      // Read now, so it goes.
      expect(toasts()).toEqual([]);
    });

    it('should show the center for what leads nowhere, and mark nothing', async () => {
      const tab = await open(new FakePage());
      await arrive({ title: 'A', type: 'error', link: 'javascript:alert(1)' });
      click('A');
      await pass(1);
      expect(tab.host.openLink).not.toHaveBeenCalled();
      expect(tab.center.open.mock.calls).toEqual([['n0']]);
      expect(tab.inbox.server.head.unread).toBe(1);
    });

    it('should have no button that leads nowhere', async () => {
      const tab = await open(new FakePage());
      tab.center.active = false;
      await arrive({ title: 'A', type: 'error' });
      expect(
        Notification.manager.notifications[0].options.actions
      ).toHaveLength(0);
    });

    it('should be told by the tab in front only', async () => {
      const [front, other, hidden] = [
        await open(new FakePage(true)),
        await open(new FakePage(true, false)),
        await open(new FakePage(false))
      ];
      await arrive({ title: 'A', type: 'error', link: 'a.ipynb' });
      await pass(2000);
      click('A');
      expect(front.host.openLink).toHaveBeenCalledTimes(1);
      expect(other.host.openLink).not.toHaveBeenCalled();
      expect(hidden.host.openLink).not.toHaveBeenCalled();
      await pass(60_000);
      expect([made, Desktop.made]).toEqual([['A'], []]);
    });

    it('should not show a toast of what is seen in the center, but of all else', async () => {
      const tab = await open(new FakePage());
      tab.seen.add('seen');
      await arrive(
        { id: 'seen', title: 'Seen', priority: 'urgent' },
        { id: 'waits', title: 'Waits', type: 'error' }
      );
      await pass(60_000);
      expect(made).toEqual(['Waits']);
    });

    it('should keep out of the entries of this page, and out of the manager once it has gone', async () => {
      const entries = new PageEntries();
      await open(new FakePage());
      await arrive({ title: 'A', type: 'error' });
      Notification.info('Of the page');
      expect(entries.items.map(({ message }) => message)).toEqual([
        'Of the page'
      ]);
      expect(toasts()).toEqual(['A', 'Of the page']);
      // The application draws it, and takes it away.
      const drawn = document.createElement('div');
      drawn.id = Notification.manager.notifications[1].id;
      document.body.append(drawn);
      await pass(60_000);
      expect(toasts()).toEqual(['A', 'Of the page']);
      drawn.remove();
      await pass(5000);
      expect(toasts()).toEqual(['Of the page']);
      entries.dispose();
    });

    it('should tell many at once as a number, which grows', async () => {
      const tab = await open(new FakePage());
      const many = (count: number) =>
        Array.from({ length: count }, (_, i) => ({
          title: `E${i}`,
          type: 'error' as const
        }));
      await arrive(...many(7));
      expect(toasts()).toEqual(['7 new notifications']);
      await arrive({ title: 'One more', type: 'error' });
      await pass(2000);
      expect(toasts()).toEqual(['8 new notifications']);
      click('8 new notifications');
      await pass(1);
      expect(tab.center.open.mock.calls).toEqual([[undefined]]);
    });

    it('should not hide in a number what is urgent', async () => {
      await open(new FakePage());
      const errors: Draft[] = [1, 2, 3, 4, 5].map(() => ({
        title: 'E',
        type: 'error'
      }));
      await arrive(...errors, { title: 'Disk is full', priority: 'urgent' });
      expect(toasts()).toEqual(['5 new notifications', 'Disk is full']);
      expect(Notification.manager.notifications[0].options.autoClose).toBe(
        false
      );
      // But not without an end.
      await pass(2000);
      const urgent: Draft[] = Array.from({ length: 9 }, () => ({
        title: 'U',
        priority: 'urgent'
      }));
      await arrive(...urgent);
      expect(toasts().filter(one => one === 'U')).toHaveLength(5);
      expect(toasts()).toContain('9 new notifications');
    });

    it('should tell together what follows soon', async () => {
      await open(new FakePage());
      await arrive({ title: 'First', type: 'error' });
      expect(toasts()).toEqual(['First']);
      await arrive({ title: 'Second', type: 'error' });
      await arrive({ title: 'Third', type: 'error' });
      expect(toasts()).toEqual(['First']);
      await pass(2000);
      expect(toasts()).toEqual(['First', 'Second', 'Third']);
    });

    it('should not tell what was read meanwhile', async () => {
      const tab = await open(new FakePage());
      await arrive({ title: 'First', type: 'error' });
      await arrive({ title: 'Second', type: 'error' });
      const second = tab.inbox.server.entries[0];
      tab.inbox.server.touch(second.id, { read: true });
      await pass(2000);
      expect(toasts()).toEqual(['First']);
    });

    it('should not tell again after a reload what the page before told', async () => {
      const before = await open(new FakePage());
      await arrive({ title: 'A', type: 'error' });
      expect(toasts()).toEqual(['A']);
      const [entry] = before.inbox.server.entries;
      before.dispose();
      tabs = [];
      await pass();
      expect(toasts()).toEqual([]);
      // The page after it hears of it too: it went on loading while it came.
      const after = await open(new FakePage());
      after.inbox.server.deliver(entry);
      await pass(3000);
      expect(toasts()).toEqual([]);
      after.inbox.server.deliver({ title: 'B', type: 'error' });
      await pass();
      expect(toasts()).toEqual(['B']);
    });

    it('should do what it can without locks', async () => {
      await open(new FakePage(true), {}, null);
      await open(new FakePage(true, false), {}, null);
      await open(new FakePage(false), {}, null);
      await arrive({ title: 'A', type: 'error' });
      await pass(60_000);
      expect(made).toEqual(['A']);
    });
  });

  describe('on the desktop', () => {
    it('should be told by exactly one of all tabs when none is to be seen', async () => {
      for (let i = 0; i < 4; i++) {
        await open(new FakePage(false));
      }
      await arrive({ title: 'A', type: 'error' });
      await pass(60_000);
      expect(Desktop.made.map(({ title }) => title)).toEqual(['A']);
      expect(made).toEqual([]);
    });

    it('should be left alone while any tab is to be seen', async () => {
      await open(new FakePage(false));
      await open(new FakePage(true));
      await arrive({ title: 'A', type: 'error' });
      await pass(60_000);
      expect(Desktop.made).toHaveLength(0);
      expect(made).toEqual(['A']);
    });

    it.each(['granted', 'default'] as const)(
      'should bear that for a moment none is to be seen, and then tell it in the page (%s)',
      async permission => {
        Desktop.permission = permission;
        const [from, to] = [FakePage.of(true), FakePage.of(false)];
        await open(from);
        await open(to);
        from.hide();
        await pass();
        await arrive({ title: 'A', type: 'error' });
        to.show();
        await pass(60_000);
        expect(Desktop.made).toHaveLength(0);
        expect(made).toEqual(['A']);
      }
    );

    it('should be told by another tab if the one that speaks does not', async () => {
      const pages = [FakePage.of(false), FakePage.of(false)];
      const [speaker] = [await open(pages[0]), await open(pages[1])];
      // Its socket is gone, and it does not know.
      speaker.inbox.server.connection = 'offline';
      await arrive({ title: 'A', type: 'error' });
      await pass(1000);
      expect(Desktop.made).toHaveLength(0);
      await pass(60_000);
      expect(Desktop.made.map(({ title }) => title)).toEqual(['A']);
    });

    it('should be told by another tab when the one that speaks was closed', async () => {
      const closed = await open(new FakePage(false));
      await open(new FakePage(false));
      closed.dispose();
      tabs.shift();
      await arrive({ title: 'A', type: 'error' });
      await pass(1000);
      expect(Desktop.made.map(({ title }) => title)).toEqual(['A']);
    });

    it('should go back to the page and follow the link when it is clicked', async () => {
      const focus = jest.spyOn(window, 'focus').mockImplementation();
      const tab = await open(new FakePage(false));
      await arrive({
        title: 'A',
        type: 'error',
        link: 'a.ipynb',
        source: 'ipykernel',
        sender: 'bob'
      });
      await pass(1000);
      const [shown] = Desktop.made;
      expect(shown.options).toMatchObject({
        body: 'ipykernel · from bob',
        tag: tab.inbox.server.entries[0].id
      });
      shown.onclick!();
      await pass();
      expect(focus).toHaveBeenCalledTimes(1);
      expect(tab.host.openLink).toHaveBeenCalledWith('a.ipynb');
      expect(tab.inbox.server.head.unread).toBe(0);
      expect(desktop()).toEqual([]);
      focus.mockRestore();
    });

    it('should tell many at once as a number', async () => {
      await open(new FakePage(false));
      await arrive(
        ...Array.from(
          { length: 7 },
          () => ({ title: 'E', type: 'error' }) as Draft
        )
      );
      await pass(1000);
      expect(desktop()).toEqual(['7 new notifications']);
    });

    it('should be taken away when it was read elsewhere, and when somebody is back', async () => {
      const page = new FakePage(false);
      const tab = await open(page);
      await arrive({ title: 'A', type: 'error' });
      await pass(2000);
      await arrive({ title: 'B', type: 'error' });
      await pass(2000);
      expect(desktop()).toEqual(['A', 'B']);
      const [, first] = tab.inbox.server.entries;
      tab.inbox.server.touch(first.id, { read: true });
      await pass();
      expect(desktop()).toEqual(['B']);
      page.show();
      expect(desktop()).toEqual([]);
    });

    it('should be offered once there was something to tell', async () => {
      Desktop.permission = 'default';
      const tab = await open(new FakePage());
      await arrive({ title: 'Nothing much' });
      expect(tab.attention.offer.isOpen).toBe(false);
      await arrive({ title: 'A', type: 'error' });
      expect(tab.attention.offer.isOpen).toBe(true);
    });

    it('should not toast what this page has shown before it sent it', async () => {
      const page = new FakePage();
      await open(page);
      const kept = { title: 'Kept', type: 'error' as const, data: pageMark() };
      await arrive(kept);
      await pass(5000);
      page.hide();
      await arrive({ ...kept, title: 'Kept while away' });
      await pass(5000);
      expect(made).toEqual([]);
      expect(desktop()).toEqual(['Kept while away']);
    });

    it.each(['default', 'denied'] as const)(
      'should neither be told nor asked for while the browser says %s',
      async permission => {
        Desktop.permission = permission;
        await open(new FakePage(false));
        await arrive({ title: 'A', type: 'error' });
        await pass(60_000);
        expect([Desktop.made.length, Desktop.asked]).toEqual([0, 0]);
      }
    );

    it('should survive a browser that has it and refuses to use it', async () => {
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      class Refusing {
        static permission = 'granted';
        constructor() {
          throw new TypeError('Illegal constructor');
        }
      }
      Object.defineProperty(window, 'Notification', {
        value: Refusing,
        configurable: true
      });
      await open(new FakePage(false));
      await arrive({ title: 'A', type: 'error' });
      await pass(60_000);
      expect(warn).toHaveBeenCalledTimes(1);
      warn.mockRestore();
    });
  });

  describe('as the user wants it', () => {
    it('should follow the settings', async () => {
      const page = new FakePage();
      const tab = await open(page, { toastFrom: 'never' });
      await arrive({ title: 'A', priority: 'urgent' });
      await pass(3000);
      tab.attention.configure({ ...SETTINGS, toastFrom: 'normal' });
      await arrive({ title: 'B' }, { title: 'C', priority: 'low' });
      await pass(3000);
      expect(toasts()).toEqual(['B']);
      page.hide();
      tab.attention.configure({ ...SETTINGS, desktopFrom: 'urgent' });
      await arrive(
        { title: 'D', type: 'error' },
        { title: 'E', priority: 'urgent' }
      );
      await pass(3000);
      expect(desktop()).toEqual(['E']);
    });

    it('should follow the settings as they are loaded and changed, and do without', async () => {
      const loaded = {
        composite: { toastFrom: 'never', desktopFrom: 'never' },
        changed: null as unknown as Signal<Attention.ILoaded, void>,
        set: jest.fn(async (name: string, value: string) => {
          loaded.composite = { ...loaded.composite, [name]: value };
          loaded.changed.emit();
        })
      };
      loaded.changed = new Signal<Attention.ILoaded, void>(loaded);
      Desktop.permission = 'default';
      const tab = await open(new FakePage());
      tab.attention.follow(Promise.resolve(loaded));
      await pass();
      await arrive({ title: 'A', type: 'error' });
      expect(made).toEqual([]);
      // Who asks for it wants it.
      await tab.attention.offer.enable();
      expect(loaded.set).toHaveBeenCalledWith('desktopFrom', 'high');
      expect(tab.attention.offer.isOn).toBe(true);
      await loaded.set('toastFrom', 'low');
      await arrive({ title: 'B', priority: 'low' });
      expect(made).toEqual(['B']);
      tab.attention.follow(undefined);
      await pass(3000);
      await arrive({ title: 'C', priority: 'low' });
      expect(made).toEqual(['B']);
    });

    it('should follow no settings that are loaded after it was disposed', async () => {
      const tab = await open(new FakePage());
      const connect = jest.fn();
      tab.attention.follow(
        Promise.resolve({
          composite: {},
          changed: { connect, disconnect: jest.fn() },
          set: jest.fn()
        } as unknown as Attention.ILoaded)
      );
      tab.attention.dispose();
      await pass();
      expect(connect).not.toHaveBeenCalled();
    });

    it('should keep to the defaults if the settings cannot be loaded', async () => {
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      const tab = await open(new FakePage(), { toastFrom: 'never' });
      tab.attention.follow(Promise.reject(new Error('No schema')));
      await pass();
      await arrive({ title: 'A', type: 'error' });
      expect(made).toEqual(['A']);
      expect(warn).toHaveBeenCalledTimes(1);
      warn.mockRestore();
    });

    it('should wait for the settings, and forget nothing meanwhile', async () => {
      const tab = new Tab(new FakePage(), locks);
      tab.attention.dispose();
      const attention = new Attention({
        notifications: tab.inbox,
        host: tab.host,
        trans: nullTranslator.load('jupyter_notifications'),
        center: tab.center,
        presence: tab.presence
      });
      await tab.inbox.settled();
      tab.inbox.server.deliver({ title: 'Early', type: 'error' });
      await tab.inbox.settled();
      expect(toasts()).toEqual([]);
      attention.configure(SETTINGS);
      await pass(10);
      expect(toasts()).toEqual(['Early']);
      attention.dispose();
      tab.dispose();
    });

    it('should make no noise while it is quiet', async () => {
      const page = new FakePage();
      const tab = await open(page, { sound: true });
      const sound = jest.fn();
      Object.assign(globalThis, { AudioContext: sound });
      await tab.inbox.setPreferences({ do_not_disturb: true });
      await arrive({ title: 'A', priority: 'urgent' });
      page.hide();
      await pass(5000);
      await arrive({ title: 'B', priority: 'urgent' });
      await pass(60_000);
      expect([made, Desktop.made]).toEqual([[], []]);
      expect(sound).not.toHaveBeenCalled();
      Reflect.deleteProperty(globalThis, 'AudioContext');
      expect(tab.inbox.unread).toBe(2);
      page.show();
      await tab.inbox.setPreferences({ do_not_disturb: false });
      await arrive({ title: 'C', priority: 'urgent' });
      await pass(2000);
      // What came while it was quiet is not made up for.
      expect(toasts()).toEqual(['C']);
    });

    it('should not make up for what came while it was quiet, however soon that is over', async () => {
      const tab = await open(new FakePage());
      await arrive({ title: 'A', type: 'error' });
      await tab.inbox.setPreferences({ do_not_disturb: true });
      await arrive({ title: 'B', type: 'error' });
      await tab.inbox.setPreferences({ do_not_disturb: false });
      await pass(60_000);
      expect(made).toEqual(['A']);
    });

    it('should sound once for all tabs, if it is wanted', async () => {
      const sound = jest.fn(() => {
        throw new Error('No device');
      });
      jest.spyOn(console, 'warn').mockImplementation();
      Object.assign(globalThis, { AudioContext: sound });
      const pages = [FakePage.of(), FakePage.of(false), FakePage.of(false)];
      for (const page of pages) {
        await open(page, { sound: true });
      }
      await arrive({ title: 'A', type: 'error' });
      await pass(60_000);
      expect(sound).toHaveBeenCalledTimes(1);
      pages[0].hide();
      await pass();
      await arrive({ title: 'B', type: 'error' });
      await pass(60_000);
      expect(sound).toHaveBeenCalledTimes(2);
      for (const tab of tabs) {
        tab.attention.configure(SETTINGS);
      }
      await arrive({ title: 'C', type: 'error' });
      await pass(60_000);
      expect(sound).toHaveBeenCalledTimes(2);
      expect(Desktop.made).toHaveLength(2);
      Reflect.deleteProperty(globalThis, 'AudioContext');
      jest.restoreAllMocks();
    });

    it('should ask for the preferences only when there is something to tell', async () => {
      const tab = await open(new FakePage());
      const asked: string[] = [];
      tab.inbox.server.intercept = method => void asked.push(method);
      await arrive({ title: 'Nothing much' });
      await pass(5000);
      expect(asked).not.toContain('preferences');
      await arrive({ title: 'A', type: 'error' });
      await arrive({ title: 'B', type: 'error' });
      await pass(5000);
      expect(asked.filter(one => one === 'preferences')).toHaveLength(1);
    });

    it('should tell when it cannot be known whether it is quiet', async () => {
      const tab = await open(new FakePage());
      tab.inbox.server.intercept = method => {
        if (method === 'preferences') {
          throw new Error('Not heard');
        }
      };
      await arrive({ title: 'A', type: 'error' });
      expect(toasts()).toEqual(['A']);
    });

    it('should read settings, and take the default for what is missing', () => {
      expect(Attention.readSettings({})).toEqual(SETTINGS);
      const all = {
        toastFrom: 'never',
        desktopFrom: 'low',
        sound: true,
        countInTitle: true,
        countInFavicon: true
      };
      expect(Attention.readSettings(all)).toEqual(all);
      expect(Attention.readSettings({ toastFrom: 'loud' }).toastFrom).toBe(
        'high'
      );
    });
  });

  it('should be silent once disposed', async () => {
    const tab = await open(new FakePage());
    tab.attention.dispose();
    tab.attention.dispose();
    await arrive({ title: 'A', type: 'error' });
    expect(made).toEqual([]);
    tab.presence.dispose();
    await pass();
    expect((await locks.query()).held).toEqual([]);
    expect(tab.page.isDisposed).toBe(true);
  });
});
