/** The commands that both applications have, and their entries in the command palette. */

import type {
  INotificationDraft,
  INotifications
} from '@jupyter-notifications/core';
import { InputDialog, Notification } from '@jupyterlab/apputils';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { bellIcon, checkIcon, refreshIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { DisposableDelegate, DisposableSet } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';

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
    openPanel(activate?: boolean): void;
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
  const isOnline = () => notifications.connection !== 'offline';
  /** Nobody waits for what a palette or a shortcut runs: it is said here. */
  const saving = async (change: () => Promise<unknown>): Promise<void> => {
    try {
      await change();
    } catch (reason) {
      console.warn('The server did not take it:', reason);
      Notification.error(
        trans.__('Not saved. The server did not take the change.')
      );
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
  add(CommandIDs.openPanel, {
    label: trans.__('Show Notifications in the Side Panel'),
    caption: trans.__('Open the notification center beside the documents'),
    icon: bellIcon,
    isVisible: () => center.panel !== null,
    isEnabled: () => center.panel !== null,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          activate: {
            type: 'boolean',
            description: trans.__(
              'If false, it only takes its place there, in view or not'
            )
          }
        }
      }
    },
    execute: ({ activate }) => center.openPanel(activate !== false)
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
  const isUndisturbedNow = () =>
    isUndisturbed(notifications.preferences, Date.now());
  add(CommandIDs.toggleDoNotDisturb, {
    label: trans.__('Do Not Disturb'),
    caption: trans.__('Only count notifications, until this is turned off'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          on: {
            type: 'boolean',
            description: trans.__('Turn it on or off, whatever it is now')
          },
          until: {
            type: 'string',
            format: 'date-time',
            description: trans.__('When it ends by itself')
          }
        }
      }
    },
    isToggleable: true,
    isToggled: isUndisturbedNow,
    isEnabled: isOnline,
    execute: ({ on, until }) =>
      saving(async () => {
        if (!notifications.preferences) {
          await notifications.fetchPreferences();
        }
        const isOn = typeof on === 'boolean' ? on : !isUndisturbedNow();
        await notifications.setPreferences({
          do_not_disturb: isOn,
          do_not_disturb_until:
            isOn && typeof until === 'string' ? until : undefined
        });
      })
  });
  add(CommandIDs.notify, {
    label: trans.__('Send Yourself a Notification…'),
    caption: trans.__('Put a notification into your own inbox'),
    icon: bellIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          title: {
            type: 'string',
            description: trans.__('Asked for if it is left out')
          },
          body: { type: 'string', description: trans.__('In Markdown') },
          type: {
            type: 'string',
            enum: [
              'default',
              'info',
              'success',
              'warning',
              'error',
              'in-progress'
            ]
          },
          link: {
            type: 'string',
            description: trans.__(
              'http, https, or a path of this server, such as work/a.ipynb#cell=ID'
            )
          },
          source: {
            type: 'string',
            description: trans.__('Who sends it, to be filtered and muted by')
          }
        }
      }
    },
    isEnabled: isOnline,
    execute: async args => {
      const title = args.title ?? (await askForTitle(trans));
      if (title === null) {
        return;
      }
      const send = () => notifications.notify(draftOf({ ...args, title }));
      if (args.title !== undefined) {
        // Whoever runs it with arguments hears what became of it.
        return send();
      }
      await saving(send);
    }
  });
  add(CommandIDs.openSettings, {
    label: trans.__('Notification Settings'),
    caption: trans.__('Open the settings of the notifications'),
    isVisible: () => commands.hasCommand('settingeditor:open'),
    execute: () => options.openSettings()
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

async function askForTitle(trans: TranslationBundle): Promise<string | null> {
  const { value } = await InputDialog.getText({
    title: trans.__('Send yourself a notification'),
    label: trans.__('What should it say?'),
    okLabel: trans.__('Send'),
    required: true
  });
  return value;
}

/** What the command's arguments ask to be sent; the server judges it. */
function draftOf(args: ReadonlyPartialJSONObject): INotificationDraft {
  const { title, body, type, link, source } = args;
  return { title, body, type, link, source } as INotificationDraft;
}
