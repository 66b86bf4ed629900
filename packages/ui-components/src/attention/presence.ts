/** This page among the tabs of its server, from the start: what the others have to know of it cannot come late. */

import type { IDisposable } from '@lumino/disposable';

import { BrowserPage } from './page';
import type { IPage } from './page';
import { Tabs } from './tabs';

/** That this page is there, and whether it is seen. */
export class Presence implements IDisposable {
  constructor(options: Presence.IOptions) {
    const { locks = (navigator as Partial<Navigator>).locks ?? null } = options;
    this.name = `jupyter-notifications:${new URL(options.baseUrl).pathname}`;
    this.locks = locks;
    this.page = options.page ?? new BrowserPage();
    this.tabs = new Tabs({ page: this.page, name: this.name, locks });
  }

  /** What everything is called by that the tabs of this server share: on a hub, several servers are one origin. */
  readonly name: string;
  /** The browser's locks; null where it has none, as for pages that were not loaded safely. */
  readonly locks: LockManager | null;
  readonly page: IPage;
  readonly tabs: Tabs;

  get isDisposed(): boolean {
    return this.tabs.isDisposed;
  }

  dispose(): void {
    this.tabs.dispose();
    this.page.dispose();
  }
}

/** A namespace for `Presence` statics. */
export namespace Presence {
  /** What it is made with. */
  export interface IOptions {
    /** The server's address. */
    readonly baseUrl: string;
    /** The page that this runs in, if it is not the browser's; disposed with it. */
    readonly page?: IPage;
    /** The browser's, if left out; null for none. */
    readonly locks?: LockManager | null;
  }
}
