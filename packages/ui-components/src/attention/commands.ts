/** The command that turns desktop notifications on. */

import { Notification } from '@jupyterlab/apputils';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { DisposableSet } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';

import type { DesktopOffer } from './desktopoffer';
import { blocked } from './words';

/** The names of the commands. */
export namespace AttentionCommandIDs {
  export const enableDesktop = 'jupyter-notifications:enable-desktop';
}

/** What the commands act on. */
export interface IAttentionCommandOptions {
  readonly commands: CommandRegistry;
  readonly palette: ICommandPalette | null;
  readonly trans: TranslationBundle;
  readonly offer: DesktopOffer;
}

/** Add the command and its palette entry, until disposed. */
export function addAttentionCommands(
  options: IAttentionCommandOptions
): IDisposable {
  const { commands, palette, trans, offer } = options;
  const command = AttentionCommandIDs.enableDesktop;
  const added = new DisposableSet();
  added.add(
    commands.addCommand(command, {
      label: trans.__('Turn On Desktop Notifications'),
      caption: trans.__(
        'Be told on the desktop of what matters when no tab of Jupyter is seen'
      ),
      describedBy: { args: { type: 'object', properties: {} } },
      isToggled: () => offer.isOn,
      execute: async () => {
        try {
          await offer.enable();
        } catch (reason) {
          console.warn('Desktop notifications were not turned on:', reason);
        }
        say(offer, trans);
      }
    })
  );
  if (palette) {
    const category = trans.__('Notifications');
    added.add(palette.addItem({ command, category }));
  }
  const slot = () => commands.notifyCommandChanged(command);
  offer.changed.connect(slot);
  return added;
}

/** Say what came of it, or what stands against it. */
function say(offer: DesktopOffer, trans: TranslationBundle): void {
  const options = { autoClose: 10_000 };
  if (offer.isOn) {
    Notification.success(
      trans.__('Desktop notifications are on in this browser.'),
      options
    );
    return;
  }
  switch (offer.permission) {
    case 'granted':
      Notification.warning(
        trans.__(
          'The browser allows desktop notifications, but the settings say that there are to be none.'
        ),
        options
      );
      break;
    case 'denied':
      Notification.warning(blocked(trans), options);
      break;
    case 'unsupported':
      Notification.warning(
        trans.__(
          'There are no desktop notifications here: they need https or localhost, and a browser that has them.'
        ),
        options
      );
      break;
    case 'default':
      // The question was closed without an answer: it can be asked again.
      break;
  }
}
