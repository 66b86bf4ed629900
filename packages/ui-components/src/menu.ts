/** A short menu below a button: the application's own. */

import { MenuSvg } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import type { Menu } from '@lumino/widgets';

/** An item of a menu that does something. */
export interface IMenuAction {
  readonly label: string;
  readonly run: () => void;
  /** Shown at the end of the row, such as when something will be. */
  readonly hint?: string;
  /** Whether it is the chosen one, where one is chosen. */
  readonly chosen?: boolean;
}

/** An item of a menu that opens another one. */
export interface ISubmenu {
  readonly label: string;
  readonly items: ReadonlyArray<MenuItem>;
}

/** An item of a menu, or the line between two. */
export type MenuItem = IMenuAction | ISubmenu | 'separator';

/**
 * Open a menu below a button. It gives the focus back before an item runs.
 *
 * @param label - What the menu is called.
 * @param focus - What gets the focus back. Defaults to the button.
 */
export function openMenu(
  button: HTMLElement,
  label: string,
  items: ReadonlyArray<MenuItem>,
  focus: HTMLElement = button
): void {
  const all: Menu[] = [];
  const commands = new CommandRegistry();
  const renderer = new Private.Renderer();
  const fill = (name: string, some: ReadonlyArray<MenuItem>) => {
    const menu = new MenuSvg({ commands, renderer });
    all.push(menu);
    menu.addClass('jp-Notifications-menu');
    menu.node.setAttribute('aria-label', name);
    menu.title.label = name;
    for (const item of some) {
      if (item === 'separator') {
        menu.addItem({ type: 'separator' });
      } else if ('items' in item) {
        const submenu = fill(item.label, item.items);
        menu.addItem({ type: 'submenu', submenu });
      } else {
        const command = renderer.add(item);
        commands.addCommand(command, {
          label: item.label,
          describedBy: { args: { type: 'object', properties: {} } },
          // Whatever says whether it is chosen can be chosen.
          ...(item.chosen === undefined
            ? {}
            : { isToggleable: true, isToggled: () => item.chosen === true }),
          execute: item.run
        });
        menu.addItem({ command });
      }
    }
    return menu;
  };
  const menu = fill(label, items);
  // What is no button, such as a card, cannot be expanded.
  const isExpandable = button instanceof HTMLButtonElement;
  if (isExpandable) {
    button.setAttribute('aria-expanded', 'true');
  }
  const center = focus.closest<HTMLElement>('.jp-Notifications-center');
  menu.aboutToClose.connect(() => {
    if (isExpandable) {
      button.setAttribute('aria-expanded', 'false');
    }
    // A card may go while its menu is open.
    (focus.isConnected ? focus : center)?.focus();
    // The item still has to run: the menus go once that is done.
    void Promise.resolve().then(() => all.forEach(one => one.dispose()));
  });
  const { left, right, bottom } = button.getBoundingClientRect();
  const isReversed = getComputedStyle(button).direction === 'rtl';
  menu.open(isReversed ? right : left, bottom, {
    horizontalAlignment: isReversed ? 'right' : 'left'
  });
}

/** A namespace for private data. */
namespace Private {
  /** Draws the application's items, with their hints where a shortcut would stand. */
  export class Renderer extends MenuSvg.Renderer {
    /** Know an item. Returns its command. */
    add(item: IMenuAction): string {
      this._items.push(item);
      return `item-${this._items.length - 1}`;
    }

    override formatShortcut(
      data: Menu.IRenderData
    ): ReturnType<MenuSvg.Renderer['formatShortcut']> {
      return this._find(data)?.hint ?? null;
    }

    override renderItem(
      data: Menu.IRenderData
    ): ReturnType<MenuSvg.Renderer['renderItem']> {
      const item = super.renderItem(data);
      if (data.item.type === 'separator') {
        // The application's can have the focus, which is nothing for a line between two items.
        delete (item.attrs as { tabindex?: string }).tabindex;
      }
      return item;
    }

    override createItemARIA(
      data: Menu.IRenderData
    ): ReturnType<MenuSvg.Renderer['createItemARIA']> {
      const aria = { ...super.createItemARIA(data) };
      const chosen = this._find(data)?.chosen;
      if (data.item.type === 'submenu') {
        // Named by its contents, which needs a role.
        aria.role = 'menuitem';
      } else if (data.item.type === 'separator') {
        aria.role = 'separator';
      } else if (chosen !== undefined) {
        aria.role = 'menuitemradio';
        aria['aria-checked'] = String(chosen);
      }
      return aria;
    }

    private _find(data: Menu.IRenderData): IMenuAction | undefined {
      return data.item.type === 'command'
        ? this._items[Number(data.item.command.slice('item-'.length))]
        : undefined;
    }

    private readonly _items: IMenuAction[] = [];
  }
}
