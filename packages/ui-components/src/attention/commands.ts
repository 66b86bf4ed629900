/** The command that turns desktop notifications on. */

import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { DisposableSet } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';

import { attempt } from '../app/attempt';

/** The names of the commands. */
export namespace AttentionCommandIDs {
  export const enableDesktop = 'jupyter-notifications:enable-desktop';
}

/** What the commands act on. */
export interface IAttentionCommandOptions {
  readonly commands: CommandRegistry;
  readonly palette: ICommandPalette | null;
  readonly trans: TranslationBundle;
  /** Whether it is on, as far as that is known. */
  readonly isOn: () => boolean;
  /** Turn it on, and say what came of it. */
  readonly enable: () => Promise<void>;
}

/** Add the command and its palette entry, until disposed. */
export function addAttentionCommands(
  options: IAttentionCommandOptions
): IDisposable {
  const { commands, palette, trans } = options;
  const command = AttentionCommandIDs.enableDesktop;
  const added = new DisposableSet();
  added.add(
    commands.addCommand(command, {
      label: trans.__('Turn On Desktop Notifications'),
      caption: trans.__(
        'Be told on the desktop of what matters when no tab of Jupyter is seen'
      ),
      describedBy: { args: { type: 'object', properties: {} } },
      isToggled: options.isOn,
      execute: () => attempt(options.enable, trans)
    })
  );
  if (palette) {
    const category = trans.__('Notifications');
    added.add(palette.addItem({ command, category }));
  }
  return added;
}
