/** What a center does outside itself, done through the application's commands. */

import { parseLink } from '@jupyter-notifications/core';
import { URLExt } from '@jupyterlab/coreutils';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

import type { ICenterHost } from '../interfaces';

/** A host that knows the application by its commands only. */
export class CommandHost implements ICenterHost {
  constructor(options: CommandHost.IOptions) {
    this._commands = options.commands;
    this._documents = options.documents;
  }

  openLink(link: string): void {
    const target = parseLink(link);
    if (target?.kind === 'web') {
      window.open(target.url, '_blank', 'noopener,noreferrer');
    } else if (target) {
      void this._openDocument(target.path, target.cell);
    }
  }

  documentUrl(path: string, cell?: string): string {
    const url = URLExt.join(this._documents, URLExt.encodeParts(path));
    return cell ? `${url}#cell-id=${encodeURIComponent(cell)}` : url;
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

  private async _openDocument(path: string, cell?: string): Promise<void> {
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
  private _documents: string;
}

/** A namespace for `CommandHost` statics. */
export namespace CommandHost {
  /** What the host is made with. */
  export interface IOptions {
    readonly commands: CommandRegistry;
    /** The address below which the application shows documents. */
    readonly documents: string;
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
}
