/** What the commands do; those that fail say so, and leave no rejection behind. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import { InputDialog, Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';

import { CommandIDs, addCommands } from '../../src/app/commands';

describe('addCommands()', () => {
  let commands: CommandRegistry;
  let notifications: FakeNotifications;
  let added: IDisposable;
  let center: {
    active: boolean;
    isOpen: boolean;
    panel: { isSeen: boolean } | null;
    toggle: jest.Mock;
    openPanel: jest.Mock;
  };

  beforeEach(() => {
    commands = new CommandRegistry();
    center = {
      active: true,
      isOpen: false,
      panel: null,
      toggle: jest.fn(),
      openPanel: jest.fn()
    };
    notifications = new FakeNotifications({ entries: [{ title: 'A' }] });
    added = addCommands({
      commands,
      notifications,
      palette: null,
      trans: nullTranslator.load('jupyter_notifications'),
      center,
      openSettings: jest.fn()
    });
  });

  afterEach(() => {
    added.dispose();
    notifications.dispose();
    Notification.dismiss();
  });

  it('should say when the server does not take a change', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    notifications.server.intercept = () => {
      throw new Error('No');
    };
    await commands.execute(CommandIDs.markAllRead);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    expect(
      Notification.manager.notifications.map(one => [one.type, one.message])
    ).toEqual([['error', 'Not saved. The server did not take the change.']]);
    // Without a time there would be no toast, only a line in the application's list.
    const [told] = Notification.manager.notifications;
    expect(told.options.autoClose).toBeGreaterThan(0);
  });

  it('should not offer what needs the server while it cannot be reached', () => {
    expect(commands.isEnabled(CommandIDs.markAllRead)).toBe(true);
    notifications.server.connection = 'offline';
    expect(commands.isEnabled(CommandIDs.markAllRead)).toBe(false);
    expect(commands.isEnabled(CommandIDs.refresh)).toBe(true);
  });

  it('should describe what each takes', async () => {
    for (const id of commands.listCommands()) {
      const { args } = await commands.describedBy(id);
      expect(args).toMatchObject({ type: 'object' });
      expect(commands.label(id)).not.toBe('');
      expect(commands.caption(id)).not.toBe('');
    }
    const { args } = await commands.describedBy(CommandIDs.notify);
    expect(
      Object.keys((args as { properties: object }).properties).sort()
    ).toEqual(['body', 'link', 'source', 'title', 'type']);
  });

  it('should offer a panel only where there is a place for it', async () => {
    expect(commands.isVisible(CommandIDs.openPanel)).toBe(false);
    center.panel = { isSeen: false };
    expect(commands.isVisible(CommandIDs.openPanel)).toBe(true);
    await commands.execute(CommandIDs.openPanel);
    await commands.execute(CommandIDs.openPanel, { activate: false });
    expect(center.openPanel.mock.calls).toEqual([[true], [false]]);
  });

  it('should turn do not disturb on and off, for ever and for a while', async () => {
    const id = CommandIDs.toggleDoNotDisturb;
    const changed = jest.fn();
    commands.commandChanged.connect(changed);
    expect(commands.isToggled(id)).toBe(false);
    await commands.execute(id);
    expect(notifications.preferences?.do_not_disturb).toBe(true);
    expect(commands.isToggled(id)).toBe(true);
    expect(changed).toHaveBeenCalled();
    await commands.execute(id);
    expect(notifications.preferences?.do_not_disturb).toBe(false);
    const until = new Date(Date.now() + 60_000).toISOString();
    await commands.execute(id, { on: true, until });
    await commands.execute(id, { on: true, until });
    expect(notifications.preferences).toMatchObject({
      do_not_disturb: true,
      do_not_disturb_until: until
    });
    await commands.execute(id, { on: false });
    expect(commands.isToggled(id)).toBe(false);
    expect(notifications.preferences?.do_not_disturb_until).toBeUndefined();
  });

  it('should send what its arguments say, and answer with it', async () => {
    const sent = await commands.execute(CommandIDs.notify, {
      title: 'Done',
      body: '**All** of it',
      type: 'success',
      link: 'a.ipynb',
      source: 'mine',
      more: 'is left out'
    });
    expect(sent).toMatchObject({
      title: 'Done',
      body: '**All** of it',
      type: 'success',
      link: 'a.ipynb',
      source: 'mine'
    });
    expect(sent).not.toHaveProperty('more');
    expect(notifications.unread).toBe(2);
  });

  it('should reject to whoever runs it with a title that is refused', async () => {
    notifications.server.intercept = () => {
      throw new Error('No');
    };
    await expect(
      commands.execute(CommandIDs.notify, { title: 'Done' })
    ).rejects.toThrow('No');
  });

  it('should ask for a title if it has none, and send nothing if there is none', async () => {
    const ask = jest.spyOn(InputDialog, 'getText');
    const answer = (value: string | null) => ({
      button: {} as never,
      isChecked: null,
      value
    });
    ask.mockResolvedValueOnce(answer(null));
    await commands.execute(CommandIDs.notify);
    expect(notifications.unread).toBe(1);
    ask.mockResolvedValueOnce(answer('Hello'));
    await commands.execute(CommandIDs.notify);
    expect(notifications.unread).toBe(2);
    ask.mockRestore();
  });
});
