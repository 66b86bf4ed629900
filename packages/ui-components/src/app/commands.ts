/** The commands that both applications have, and their entries in the command palette. */

import type { INotifications } from '@jupyter-notifications/core';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { bellIcon, checkIcon, refreshIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { DisposableDelegate, DisposableSet } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';

import { attempt } from './attempt';
import { isUndisturbed } from '../model/disturb';

/** The names of the commands. */
export namespace CommandIDs {
  export const openCenter = 'jupyter-notifications:open-center';
  export const openPanel = 'jupyter-notifications:open-panel';
  export const markAllRead = 'jupyter-notifications:mark-all-read';
  export const refresh = 'jupyter-notifications:refresh';
  export const toggleDoNotDisturb =
    'jupyter-notifications:toggle-do-not-disturb';
  export const notify = 'jupyter-notifications:notify';
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
    /** The place for a panel, where the application has one. */
    readonly panel: { readonly isSeen: boolean } | null;
    toggle(): void;
    openPanel(activate?: boolean): Promise<void>;
  };
  openSettings(): void | Promise<void>;
}

/** What is needed only when a command that takes arguments is run, or described. */
const later = () => import('./commandargs');

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
  const isOnline = () => notifications.connection !== 'offline';
  const saving = (change: () => Promise<unknown>): Promise<void> =>
    attempt(
      change,
      trans,
      trans.__('Not saved. The server did not take the change.')
    );

  add(CommandIDs.openCenter, {
    label: trans.__('Show or Hide Notifications'),
    caption: trans.__('Open the notification center, or close it'),
    icon: bellIcon,
    isVisible: () => center.active,
    isToggled: () => center.isOpen,
    execute: () => center.toggle()
  });
  add(CommandIDs.openPanel, {
    label: trans.__('Show Notifications in the Side Panel'),
    caption: trans.__('Open the notification center beside the documents'),
    icon: bellIcon,
    isVisible: () => center.panel !== null,
    isEnabled: () => center.panel !== null,
    describedBy: async () => ({ args: (await later()).panelArgs(trans) }),
    execute: ({ activate }) => {
      const open = () => center.openPanel(activate !== false);
      // Whoever runs it with arguments, as to restore a layout, hears what became of it.
      return activate === undefined ? attempt(open, trans) : open();
    }
  });
  add(CommandIDs.markAllRead, {
    label: trans.__('Mark All Notifications as Read'),
    caption: trans.__('Mark everything that arrived so far as read'),
    icon: checkIcon,
    isEnabled: isOnline,
    execute: () => saving(() => notifications.markAllRead())
  });
  add(CommandIDs.refresh, {
    label: trans.__('Refresh Notifications'),
    caption: trans.__('Ask the server now for what changed'),
    icon: refreshIcon,
    execute: () => notifications.refresh()
  });
  add(CommandIDs.toggleDoNotDisturb, {
    label: trans.__('Do Not Disturb'),
    caption: trans.__('Only count notifications, until this is turned off'),
    describedBy: async () => ({ args: (await later()).disturbArgs(trans) }),
    isToggleable: true,
    isToggled: () => isUndisturbed(notifications.preferences, Date.now()),
    isEnabled: isOnline,
    execute: args =>
      saving(async () => (await later()).disturb(args, notifications))
  });
  add(CommandIDs.notify, {
    label: trans.__('Send Yourself a Notification…'),
    caption: trans.__('Put a notification into your own inbox'),
    icon: bellIcon,
    describedBy: async () => ({ args: (await later()).notifyArgs(trans) }),
    isEnabled: isOnline,
    execute: args => {
      const send = async () => {
        const draft = await (await later()).draftOf(args, trans);
        return draft ? notifications.notify(draft) : undefined;
      };
      // See above.
      return args.title === undefined ? saving(send) : send();
    }
  });
  add(CommandIDs.openSettings, {
    label: trans.__('Notification Settings'),
    caption: trans.__('Open the settings of the notifications'),
    isVisible: () => commands.hasCommand('settingeditor:open'),
    execute: () => attempt(() => options.openSettings(), trans)
  });

  // What they say about themselves depends on these.
  const slot = () => commands.notifyCommandChanged();
  notifications.preferencesChanged.connect(slot);
  added.add(
    new DisposableDelegate(() => {
      notifications.preferencesChanged.disconnect(slot);
    })
  );
  return added;
}
