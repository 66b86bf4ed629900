/** What a center does outside itself, done through the application's commands. */

import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

import type { ICenterHost } from './interfaces';
import { destination } from './links';

/** A host that knows the application by its commands only. */
export class CommandHost implements ICenterHost {
  constructor(options: CommandHost.IOptions) {
    this._commands = options.commands;
  }

  openLink(link: string): void {
    if (destination(link) === 'web') {
      window.open(link, '_blank', 'noopener,noreferrer');
      return;
    }
    const target = CommandHost.target(link);
    if (target) {
      void this._openDocument(target);
    }
  }

  runCommand(command: string, args: ReadonlyJSONObject): void {
    this._commands.execute(command, args).catch((reason: unknown) => {
      console.warn(`The action's command '${command}' failed:`, reason);
    });
  }

  hasCommand(command: string): boolean {
    return this._commands.hasCommand(command);
  }

  openSettings(): void {
    if (this.hasCommand('settingeditor:open')) {
      void this._commands.execute('settingeditor:open', {
        query: 'Notifications'
      });
    }
  }

  private async _openDocument(target: CommandHost.ITarget): Promise<void> {
    const { path, cell } = target;
    try {
      const widget: unknown = await this._commands.execute('docmanager:open', {
        path
      });
      if (cell && CommandHost.takesFragments(widget)) {
        widget.setFragment(`#cell-id=${cell}`);
      }
    } catch (reason) {
      // The application has told the user already.
      console.warn(`'${path}' could not be opened:`, reason);
    }
  }

  private _commands: CommandRegistry;
}

/** A namespace for `CommandHost` statics. */
export namespace CommandHost {
  /** What the host is made with. */
  export interface IOptions {
    readonly commands: CommandRegistry;
  }

  /** A document of this server, and perhaps a cell in it. */
  export interface ITarget {
    readonly path: string;
    readonly cell: string | null;
  }

  /** Something that can scroll to a part of itself, as document widgets can. */
  export interface ITakesFragments {
    setFragment(fragment: string): void;
  }

  /** Whether a command's answer is a document widget. */
  export function takesFragments(widget: unknown): widget is ITakesFragments {
    return (
      typeof widget === 'object' &&
      widget !== null &&
      'setFragment' in widget &&
      typeof widget.setFragment === 'function'
    );
  }

  /**
   * Read an app-relative link, percent-encoded as in a URL.
   *
   * @returns null for what leads nowhere on this server.
   */
  export function target(link: string): ITarget | null {
    if (destination(link) !== 'server') {
      return null;
    }
    const [path, fragment = ''] = link.split('#', 2);
    return {
      path: decodeURIComponent(path.split('?', 1)[0]),
      cell: new URLSearchParams(fragment).get('cell')
    };
  }
}
