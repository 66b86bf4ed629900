/** Where each application shows the documents of its server, and how a link comes to them. */

import { URLExt } from '@jupyterlab/coreutils';
import type { CommandRegistry } from '@lumino/commands';

import { isDocument, showCell } from './showcell';

/**
 * What became of a document that was asked for.
 *
 * #### Notes
 * `no-cell`: it is there, but the cell is not; `blocked`: the browser let no tab be opened.
 */
export type Outcome = 'shown' | 'no-cell' | 'blocked';

/** The documents of a server, as an application shows them. */
export interface IDocuments {
  /** The address of a document or folder, for the browser. */
  url(path: string, cell?: string): string;
  /** Show a document or folder; rejects with the server's answer if there is none. */
  open(path: string, cell?: string): Promise<Outcome>;
}

/** The part of a contents manager that tells what a path is. */
export interface IContents {
  get(path: string, options: { content: false }): Promise<{ type: string }>;
}

/** The part of a shell that tells which document is in front. */
export interface IFront {
  readonly currentWidget: unknown;
}

/** The documents of JupyterLab: tabs within the page. */
export class LabDocuments implements IDocuments {
  constructor(options: LabDocuments.IOptions) {
    this._options = options;
  }

  url(path: string, cell?: string): string {
    return Private.url(this._options.baseUrl, 'lab/tree', path, cell);
  }

  async open(path: string, cell?: string): Promise<Outcome> {
    const { commands, contents } = this._options;
    const place = Private.trim(path);
    const { type } = await contents.get(place, { content: false });
    if (type === 'directory') {
      await commands.execute('filebrowser:open-path', { path: place });
      return 'shown';
    }
    const widget: unknown = await commands.execute('docmanager:open', {
      path: place
    });
    const isThere = cell === undefined || (await showCell(widget, cell));
    return isThere ? 'shown' : 'no-cell';
  }

  private readonly _options: LabDocuments.IOptions;
}

/** A namespace for `LabDocuments` statics. */
export namespace LabDocuments {
  /** What the documents are found with. */
  export interface IOptions {
    /** The server's address. */
    readonly baseUrl: string;
    readonly commands: CommandRegistry;
    readonly contents: IContents;
  }
}

/**
 * The documents of Jupyter Notebook: pages, each in a tab of the browser.
 *
 * #### Notes
 * Its `docmanager:open` would read the whole document first, and forgets the cell.
 */
export class NotebookDocuments implements IDocuments {
  constructor(options: NotebookDocuments.IOptions) {
    this._options = options;
  }

  /** From `tree` the server leads on to what the path is: a notebook, a file or a folder. */
  url(path: string, cell?: string): string {
    return Private.url(this._options.baseUrl, 'tree', path, cell);
  }

  async open(path: string, cell?: string): Promise<Outcome> {
    const { baseUrl, contents, shell } = this._options;
    const place = Private.trim(path);
    const { currentWidget } = shell;
    if (isDocument(currentWidget) && currentWidget.context.path === place) {
      const isHere =
        cell === undefined || (await showCell(currentWidget, cell));
      return isHere ? 'shown' : 'no-cell';
    }
    const { type } = await contents.get(place, { content: false });
    const page = Private.PAGES[type] ?? 'edit';
    const tab = window.open(Private.url(baseUrl, page, place, cell), '_blank');
    return tab ? 'shown' : 'blocked';
  }

  private readonly _options: NotebookDocuments.IOptions;
}

/** A namespace for `NotebookDocuments` statics. */
export namespace NotebookDocuments {
  /** What the documents are found with. */
  export interface IOptions {
    /** The server's address. */
    readonly baseUrl: string;
    readonly contents: IContents;
    readonly shell: IFront;
  }
}

/** A namespace for private data. */
namespace Private {
  /** The pages of Jupyter Notebook that show something else than a file. */
  export const PAGES: Record<string, string | undefined> = {
    directory: 'tree',
    notebook: 'notebooks'
  };

  /** The path as the contents manager wants it, that is, for a folder too without a slash behind it. */
  export function trim(path: string): string {
    return path.replace(/\/$/, '');
  }

  export function url(
    baseUrl: string,
    page: string,
    path: string,
    cell?: string
  ): string {
    const address = URLExt.join(baseUrl, page, URLExt.encodeParts(path));
    return cell ? `${address}#cell-id=${encodeURIComponent(cell)}` : address;
  }
}
