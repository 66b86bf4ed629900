/** The plugins that provide the tokens, in JupyterLab and in Notebook 7 alike. */

import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

// Activation needs these at once: the sockets start with the app.
/* eslint-disable jupyter/prefer-lazy-imports */
import { NotificationsConnector } from './connector';
import { EventsClient } from './events';
/* eslint-enable jupyter/prefer-lazy-imports */
import { IEvents } from './eventtokens';
import { INotifications } from './tokens';

/** Provides the inbox. */
const notifications: JupyterFrontEndPlugin<INotifications> = {
  id: '@jupyter-notifications/core:notifications',
  description: 'Provides the inbox of the person who uses this page.',
  autoStart: true,
  provides: INotifications,
  optional: [ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    settingRegistry: ISettingRegistry | null
  ): INotifications => {
    const { serverSettings } = app.serviceManager;
    const connector = new NotificationsConnector({ serverSettings });
    if (settingRegistry) {
      void Private.follow(settingRegistry, connector);
    }
    return connector;
  }
};

/** Provides the events. */
const events: JupyterFrontEndPlugin<IEvents> = {
  id: '@jupyter-notifications/core:events',
  description: 'Provides the events of the server.',
  autoStart: true,
  provides: IEvents,
  activate: (app: JupyterFrontEnd): IEvents => {
    const { serverSettings } = app.serviceManager;
    return new EventsClient({ serverSettings });
  }
};

export default [notifications, events];

/** A namespace for private data. */
namespace Private {
  /** Keep to what the settings say; the defaults do without them. */
  export async function follow(
    registry: ISettingRegistry,
    connector: NotificationsConnector
  ): Promise<void> {
    try {
      const settings = await registry.load(notifications.id);
      const apply = () => {
        const { hintInterval } = settings.composite;
        if (typeof hintInterval === 'number') {
          connector.hintInterval = hintInterval;
        }
      };
      settings.changed.connect(apply);
      apply();
    } catch (reason) {
      console.warn(`The settings of ${notifications.id} are missing`, reason);
    }
  }
}
