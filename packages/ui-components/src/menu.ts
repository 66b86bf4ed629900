/** A short menu below a button: the application's own. */

import { MenuSvg } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';

/** An item of a menu. */
export interface IMenuItem {
  readonly label: string;
  readonly run: () => void;
  /** Whether it is the chosen one, where one is chosen. */
  readonly chosen?: boolean;
}

/**
 * Open a menu below a button. It gives the focus back to the button before an item runs.
 *
 * @param label - What the menu is called.
 */
export function openMenu(
  button: HTMLElement,
  label: string,
  items: ReadonlyArray<IMenuItem>
): void {
  const commands = new CommandRegistry();
  const menu = new MenuSvg({ commands });
  menu.addClass('jp-Notifications-menu');
  menu.node.setAttribute('aria-label', label);
  items.forEach((item, index) => {
    const command = `item-${index}`;
    commands.addCommand(command, {
      label: item.label,
      describedBy: { args: { type: 'object', properties: {} } },
      isToggleable: item.chosen !== undefined,
      isToggled: () => item.chosen === true,
      execute: item.run
    });
    menu.addItem({ command });
  });
  button.setAttribute('aria-expanded', 'true');
  menu.aboutToClose.connect(() => {
    button.setAttribute('aria-expanded', 'false');
    button.focus();
    // The item still has to run: the menu goes once that is done.
    void Promise.resolve().then(() => menu.dispose());
  });
  const { left, right, bottom } = button.getBoundingClientRect();
  const isReversed = getComputedStyle(button).direction === 'rtl';
  menu.open(isReversed ? right : left, bottom, {
    horizontalAlignment: isReversed ? 'right' : 'left'
  });
}
