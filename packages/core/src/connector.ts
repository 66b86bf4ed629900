/** The throttled connector: the inbox of the person who uses this page, on its server. */

import { ServerConnection } from '@jupyterlab/services';

import { Inbox } from './inbox';
import { ServerBackend } from './server';

/** Notifications as the server has them. */
export class NotificationsConnector extends Inbox {
  constructor(options: NotificationsConnector.IOptions = {}) {
    const { serverSettings = ServerConnection.makeSettings(), ...rest } =
      options;
    super({ ...rest, backend: new ServerBackend({ serverSettings }) });
    this.serverSettings = serverSettings;
  }

  /** The server settings used to make API requests. */
  readonly serverSettings: ServerConnection.ISettings;
}

/** A namespace for `NotificationsConnector` statics. */
export namespace NotificationsConnector {
  /** The options of a connector. */
  export interface IOptions extends Partial<Omit<Inbox.IOptions, 'backend'>> {
    /** The server settings used to make API requests. */
    serverSettings?: ServerConnection.ISettings;
  }
}
