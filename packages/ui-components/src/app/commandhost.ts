/** What a center does outside itself: opens links, runs commands, and says so if that failed. */

import { parseLink } from '@jupyter-notifications/core';
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

import { SHOWN, wordsOf } from './attempt';
import type { IDocuments } from './documents';
import type { ICenterHost } from '../interfaces';

/** A host that knows the application by its commands and its documents. */
export class CommandHost implements ICenterHost {
  constructor(options: CommandHost.IOptions) {
    this._commands = options.commands;
    this._documents = options.documents;
    this._trans = options.trans;
  }

  /** Set where there is a panel, and this is not it. */
  openPanel?: () => void;

  /** Set where there is a badge, and this is not its popup. */
  openPopup?: () => void;

  openLink(link: string): void {
    const target = parseLink(link);
    if (target?.kind === 'web') {
      window.open(target.url, '_blank', 'noopener,noreferrer');
    } else if (target) {
      void this._openDocument(target.path, target.cell);
    } else {
      Notification.error(
        this._trans.__('This link leads nowhere that may be opened.'),
        SHOWN
      );
    }
  }

  documentUrl(path: string, cell?: string): string {
    return this._documents.url(path, cell);
  }

  runCommand(command: string, args: ReadonlyJSONObject): void {
    this._commands.execute(command, args).catch((reason: unknown) => {
      console.warn(`The command '${command}' failed:`, reason);
      Notification.error(
        this._trans.__('That did not work: %1', wordsOf(reason)),
        SHOWN
      );
    });
  }

  hasCommand(command: string): boolean {
    return this._commands.hasCommand(command);
  }

  openSettings(): void {
    if (this.hasCommand('settingeditor:open')) {
      this.runCommand('settingeditor:open', { query: 'Notifications' });
    }
  }

  private async _openDocument(path: string, cell?: string): Promise<void> {
    const trans = this._trans;
    try {
      switch (await this._documents.open(path, cell)) {
        case 'no-cell':
          Notification.warning(
            trans.__('The cell is not in “%1” any more.', path),
            SHOWN
          );
          break;
        case 'blocked':
          Notification.warning(
            trans.__(
              'The browser let no tab be opened for “%1”. Allow this page to open some.',
              path
            ),
            SHOWN
          );
          break;
      }
    } catch (reason) {
      console.warn(`'${path}' could not be opened:`, reason);
      Notification.error(
        Private.isMissing(reason)
          ? trans.__('“%1” is not there any more.', path)
          : trans.__('“%1” could not be opened: %2', path, wordsOf(reason)),
        SHOWN
      );
    }
  }

  private readonly _commands: CommandRegistry;
  private readonly _documents: IDocuments;
  private readonly _trans: TranslationBundle;
}

/** A namespace for `CommandHost` statics. */
export namespace CommandHost {
  /** What the host is made with. */
  export interface IOptions {
    readonly commands: CommandRegistry;
    readonly documents: IDocuments;
    readonly trans: TranslationBundle;
  }
}

/** A namespace for private data. */
namespace Private {
  /** Whether it is the server's answer that there is no such thing. */
  export function isMissing(reason: unknown): boolean {
    const { response } = (reason ?? {}) as { response?: { status?: unknown } };
    return response?.status === 404;
  }
}
