/** Notifications without a server: the real inbox over entries that are kept in this browser. */

import { BrowserBackend } from './browserbackend';
import { Inbox } from './inbox';

/**
 * The inbox of a site that has no Jupyter server, such as one made with JupyterLite.
 *
 * #### Notes
 * It survives a reload, is the same in all tabs of the browser, and never leaves it. Whoever can run code in the page can
 * read it.
 */
export class BrowserNotifications extends Inbox {
  constructor(options: BrowserNotifications.IOptions) {
    super({ ...options, backend: new BrowserBackend(options) });
  }
}

/** A namespace for `BrowserNotifications` statics. */
export namespace BrowserNotifications {
  /** The options of an inbox in the browser. */
  export interface IOptions
    extends BrowserBackend.IOptions, Partial<Omit<Inbox.IOptions, 'backend'>> {}
}
