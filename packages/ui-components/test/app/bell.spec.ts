/** One bell: what the settings switch on and off, and which center the application's own command opens. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import { Notification } from '@jupyterlab/apputils';
import { RenderMimeRegistry } from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { Bell } from '../../src/app/bell';
import { CommandIDs } from '../../src/app/commands';
import type { ILoadedSettings } from '../../src/app/followsettings';
import type { Attention } from '../../src/attention/attention';
import { AttentionCommandIDs } from '../../src/attention/commands';
import type { IDocuments } from '../../src/app/documents';
import type { NotificationsPanel } from '../../src/center/panel';
import type { IPanelPlace } from '../../src/interfaces';

const DISPLAY = 'apputils:display-notifications';
const ATTRIBUTE = 'data-jp-notifications-bell';

class Loaded implements ILoadedSettings {
  composite: Record<string, unknown> = {};
  readonly changed: Signal<Loaded, void> = new Signal<Loaded, void>(this);

  set(values: Record<string, unknown>): void {
    this.composite = values;
    this.changed.emit();
  }
}

const NOTHING = { args: { type: 'object', properties: {} } };

describe('Bell', () => {
  let commands: CommandRegistry;
  let inbox: FakeNotifications;
  let bell: Bell;
  let theirs: boolean;
  let documents: () => Promise<IDocuments>;

  beforeEach(() => {
    inbox = new FakeNotifications();
    commands = new CommandRegistry();
    theirs = false;
    documents = async () => ({
      url: path => `/lab/tree/${path}`,
      open: () => Promise.resolve('shown')
    });
    // As JupyterLab's: each run shows it or takes it back.
    commands.addCommand(DISPLAY, {
      describedBy: NOTHING,
      execute: () => {
        theirs = !theirs;
      }
    });
    bell = new Bell({
      notifications: inbox,
      rendermime: new RenderMimeRegistry(),
      translator: nullTranslator,
      commands,
      palette: null,
      placement: 'statusbar',
      application: 'JupyterLab',
      user: { identity: null, userChanged: new Signal({}) },
      baseUrl: 'http://localhost:8888/user/ada/',
      documents: () => documents(),
      shell: { currentWidget: null, widgets: () => [] }
    });
    Widget.attach(bell.badge, document.body);
  });

  afterEach(() => {
    bell.dispose();
    inbox.dispose();
    Notification.manager.dismiss();
  });

  it('should be nowhere until the settings are there', async () => {
    expect(bell.active).toBe(false);
    expect(commands.isVisible(CommandIDs.openCenter)).toBe(false);
    bell.toggle();
    expect(bell.isOpen).toBe(false);
    bell.follow(Promise.resolve(new Loaded()));
    await Promise.resolve();
    expect(bell.active).toBe(true);
    expect(document.body.hasAttribute(ATTRIBUTE)).toBe(true);
  });

  it('should be there without settings, and with settings that cannot be loaded', async () => {
    bell.follow(undefined);
    expect(bell.active).toBe(true);
    bell.configure({ showBadge: false, replaceBell: false });
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    bell.follow(Promise.reject(new Error('No schema')));
    await new Promise(process.nextTick);
    expect(bell.active).toBe(true);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it("should take the application's center back and open its own", async () => {
    bell.follow(undefined);
    await commands.execute(DISPLAY);
    expect(theirs).toBe(false);
    expect(bell.isOpen).toBe(true);
    await commands.execute(DISPLAY);
    expect(theirs).toBe(false);
    expect(bell.isOpen).toBe(false);
  });

  it('should give way at once, and come back at once', async () => {
    const loaded = new Loaded();
    bell.follow(Promise.resolve(loaded));
    await Promise.resolve();
    bell.toggle();
    const seen: boolean[] = [];
    bell.activeChanged.connect(() => seen.push(bell.active));

    loaded.set({ showBadge: false });
    expect(bell.isOpen).toBe(false);
    expect(document.body.hasAttribute(ATTRIBUTE)).toBe(false);
    await commands.execute(DISPLAY);
    expect(theirs).toBe(true);
    expect(bell.isOpen).toBe(false);

    loaded.set({ showBadge: true, replaceBell: false });
    expect(document.body.hasAttribute(ATTRIBUTE)).toBe(false);
    await commands.execute(CommandIDs.openCenter);
    expect(bell.isOpen).toBe(true);
    expect(seen).toEqual([false, true]);
  });

  it('should have one center at a time, in the popup or in the panel', async () => {
    bell.follow(undefined);
    expect(commands.isVisible(CommandIDs.openPanel)).toBe(false);
    let panel: NotificationsPanel | null = null;
    const changed = new Signal<IPanelPlace, void>({} as IPanelPlace);
    const place = {
      get isSeen() {
        return panel !== null;
      },
      changed,
      show: async () => {
        panel ??= await bell.createPanel();
        changed.emit();
      },
      hide: jest.fn(),
      remove: () => {
        panel?.dispose();
        panel = null;
        changed.emit();
      }
    };
    bell.panel = place;
    expect(commands.isVisible(CommandIDs.openPanel)).toBe(true);

    bell.toggle();
    expect(bell.badge.popup.isOpen).toBe(true);
    await bell.badge.popup.center.ready;
    const { host } = bell.badge.popup.center.options!;
    expect(host.openPopup).toBeUndefined();
    host.openPanel!();
    expect(bell.badge.popup.isOpen).toBe(false);
    await new Promise(process.nextTick);
    expect(bell.isOpen).toBe(true);

    const inPanel = panel!.center.options!.host;
    expect(inPanel.openPanel).toBeUndefined();
    inPanel.openPopup!();
    expect(panel).toBeNull();
    expect(bell.badge.popup.isOpen).toBe(true);
    bell.toggle();
    expect(bell.isOpen).toBe(false);

    bell.configure({
      showBadge: true,
      replaceBell: true,
      placement: 'panel'
    });
    bell.toggle();
    await new Promise(process.nextTick);
    expect(panel).not.toBeNull();
    // Without a bell there is no popup to change into.
    bell.configure({ showBadge: false, replaceBell: true });
    expect(inPanel.openPopup).toBeUndefined();
    bell.dispose();
    expect(panel).toBeNull();
  });

  it('should ask for the preferences: whether it is quiet is seen on the badge', async () => {
    await inbox.ready;
    await inbox.settled();
    expect(inbox.preferences).not.toBeNull();
  });

  it('should act on the inbox by its commands', async () => {
    bell.follow(undefined);
    inbox.server.deliver({ title: 'One' });
    await commands.execute(CommandIDs.refresh);
    expect(inbox.unread).toBe(1);
    await commands.execute(CommandIDs.markAllRead);
    expect(inbox.unread).toBe(0);
    expect(inbox.server.head.unread).toBe(0);
  });

  it('should not come back to life when its settings come late', async () => {
    let come: (loaded: Loaded) => void = () => undefined;
    bell.follow(new Promise(resolve => (come = resolve)));
    bell.dispose();
    come(new Loaded());
    await Promise.resolve();
    await Promise.resolve();
    expect(document.body.hasAttribute(ATTRIBUTE)).toBe(false);
    expect(bell.active).toBe(false);
  });

  it('should follow no settings that are loaded after it was disposed', async () => {
    const [own, shared] = [new Loaded(), new Loaded()];
    const connects = [own, shared].map(({ changed }) =>
      jest.spyOn(changed, 'connect')
    );
    shared.composite = { countInTitle: true };
    documents = jest.fn(documents);
    bell.follow(
      Promise.resolve(own),
      Promise.resolve(shared as unknown as Attention.ILoaded)
    );
    bell.dispose();
    await new Promise(process.nextTick);
    connects.forEach(connect => expect(connect).not.toHaveBeenCalled());
    expect(documents).not.toHaveBeenCalled();
  });

  it.each([
    CommandIDs.openSettings,
    CommandIDs.openPanel,
    AttentionCommandIDs.enableDesktop
  ])(
    'should say so in a toast when %s fails, and try again when asked again',
    async id => {
      const warn = jest.spyOn(console, 'warn').mockReturnValue();
      bell.follow(undefined);
      const works = documents;
      documents = () => Promise.reject(new Error('Not loaded'));
      bell.panel = {
        isSeen: false,
        changed: new Signal<IPanelPlace, void>({} as IPanelPlace),
        show: async () => void (await bell.createPanel()),
        hide: jest.fn(),
        remove: jest.fn()
      };
      await commands.execute(id);
      const told = Notification.manager.notifications;
      expect(told.map(({ message }) => message)).toEqual([
        'That did not work: Not loaded'
      ]);
      // Without a time there would be none, only a line in the application's list.
      expect(told[0].options.autoClose).toBeGreaterThan(0);
      documents = works;
      await commands.execute(id);
      expect(warn).toHaveBeenCalledTimes(1);
      warn.mockRestore();
    }
  );

  it('should say so in a toast when the center does not get into the panel', async () => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    bell.follow(undefined);
    bell.panel = {
      isSeen: false,
      changed: new Signal<IPanelPlace, void>({} as IPanelPlace),
      show: () => Promise.reject(new Error('No room')),
      hide: jest.fn(),
      remove: jest.fn()
    };
    bell.toggle();
    await bell.badge.popup.center.ready;
    bell.badge.popup.center.options!.host.openPanel!();
    await new Promise(process.nextTick);
    expect(
      Notification.manager.notifications.map(({ message }) => message)
    ).toEqual(['That did not work: No room']);
    expect(warn).toHaveBeenCalledTimes(1);
    // Who restores a layout is told.
    await expect(
      commands.execute(CommandIDs.openPanel, { activate: false })
    ).rejects.toThrow('No room');
    warn.mockRestore();
  });

  it('should leave nothing behind', () => {
    bell.follow(undefined);
    bell.dispose();
    bell.dispose();
    expect(document.body.hasAttribute(ATTRIBUTE)).toBe(false);
    expect(commands.listCommands()).toEqual([DISPLAY]);
    expect(bell.badge.isDisposed).toBe(true);
  });
});
