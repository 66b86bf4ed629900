/** Commands that fail say so, and leave no rejection behind. */

import { FakeNotifications } from '@jupyter-notifications/core';
import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';

import { CommandIDs, addCommands } from '../../src/app/commands';

describe('addCommands()', () => {
  let commands: CommandRegistry;
  let notifications: FakeNotifications;
  let added: IDisposable;

  beforeEach(() => {
    commands = new CommandRegistry();
    notifications = new FakeNotifications({ entries: [{ title: 'A' }] });
    added = addCommands({
      commands,
      notifications,
      palette: null,
      trans: nullTranslator.load('jupyter_notifications'),
      center: { active: true, isOpen: false, toggle: jest.fn() },
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
  });

  it('should not offer what needs the server while it cannot be reached', () => {
    expect(commands.isEnabled(CommandIDs.markAllRead)).toBe(true);
    notifications.server.connection = 'offline';
    expect(commands.isEnabled(CommandIDs.markAllRead)).toBe(false);
    expect(commands.isEnabled(CommandIDs.refresh)).toBe(true);
  });
});
