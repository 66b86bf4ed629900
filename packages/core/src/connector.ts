/** The throttled connector: the inbox of the person who uses this page, on its server. */

import { ServerConnection } from '@jupyterlab/services';

import type { IDelivery } from './deliverytokens';
import { Inbox } from './inbox';
import { ServerBackend } from './server';
import type { ITold } from './wire';

/** Notifications as the server has them. */
export class NotificationsConnector extends Inbox {
  constructor(options: NotificationsConnector.IOptions = {}) {
    const { serverSettings = ServerConnection.makeSettings(), ...rest } =
      options;
    // Disposed with the inbox.
    const backend = new ServerBackend({ serverSettings });
    super({ ...rest, backend });
    this.serverSettings = serverSettings;
    this._backend = backend;
  }

  /** The server settings used to make API requests. */
  readonly serverSettings: ServerConnection.ISettings;

  tell(name: string, told: ITold | null): void {
    this._backend.tell(name, told);
  }

  async delivery(): Promise<IDelivery> {
    const { DeliveryClient } = await import('./delivery');
    return new DeliveryClient({ serverSettings: this.serverSettings });
  }

  private readonly _backend: ServerBackend;
}

/** A namespace for `NotificationsConnector` statics. */
export namespace NotificationsConnector {
  /** The options of a connector. */
  export interface IOptions extends Partial<Omit<Inbox.IOptions, 'backend'>> {
    /** The server settings used to make API requests. */
    serverSettings?: ServerConnection.ISettings;
  }
}
