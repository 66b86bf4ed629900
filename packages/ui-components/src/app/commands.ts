/** The commands that both applications have, and their entries in the command palette. */

import type { INotifications } from '@jupyter-notifications/core';
import { Notification } from '@jupyterlab/apputils';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { bellIcon, checkIcon, refreshIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { DisposableSet } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';

/** The names of the commands. */
export namespace CommandIDs {
  export const openCenter = 'jupyter-notifications:open-center';
  export const markAllRead = 'jupyter-notifications:mark-all-read';
  export const refresh = 'jupyter-notifications:refresh';
  export const openSettings = 'jupyter-notifications:open-settings';
}

/** What the commands act on. */
export interface ICommandOptions {
  readonly commands: CommandRegistry;
  readonly palette: ICommandPalette | null;
  readonly notifications: INotifications;
  readonly trans: TranslationBundle;
  readonly center: {
    /** Whether there is a bell to open a center from. */
    readonly active: boolean;
    readonly isOpen: boolean;
    toggle(): void;
  };
  openSettings(): void;
}

/** Add the commands and their palette entries, until disposed. */
export function addCommands(options: ICommandOptions): IDisposable {
  const { commands, palette, notifications, trans, center } = options;
  const added = new DisposableSet();
  const add = (id: string, command: CommandRegistry.ICommandOptions): void => {
    added.add(
      commands.addCommand(id, {
        describedBy: { args: { type: 'object', properties: {} } },
        ...command
      })
    );
    if (palette) {
      const category = trans.__('Notifications');
      added.add(palette.addItem({ command: id, category }));
    }
  };

  add(CommandIDs.openCenter, {
    label: trans.__('Show or Hide Notifications'),
    caption: trans.__('Open the notification center, or close it'),
    icon: bellIcon,
    isVisible: () => center.active,
    isToggled: () => center.isOpen,
    execute: () => center.toggle()
  });
  add(CommandIDs.markAllRead, {
    label: trans.__('Mark All Notifications as Read'),
    caption: trans.__('Mark everything that arrived so far as read'),
    icon: checkIcon,
    isEnabled: () => notifications.connection !== 'offline',
    execute: async () => {
      try {
        await notifications.markAllRead();
      } catch (reason) {
        // Nobody waits for what a palette or a shortcut runs.
        console.warn('Not marked as read:', reason);
        Notification.error(
          trans.__('Not saved. The server did not take the change.')
        );
      }
    }
  });
  add(CommandIDs.refresh, {
    label: trans.__('Refresh Notifications'),
    caption: trans.__('Ask the server now for what changed'),
    icon: refreshIcon,
    execute: () => notifications.refresh()
  });
  add(CommandIDs.openSettings, {
    label: trans.__('Notification Settings'),
    caption: trans.__('Open the settings of the notifications'),
    isVisible: () => commands.hasCommand('settingeditor:open'),
    execute: () => options.openSettings()
  });
  return added;
}
