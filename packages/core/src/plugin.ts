/** The plugins that provide the tokens, in JupyterLab and in Notebook 7 alike. */

import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

// Activation needs it at once: its socket starts with the app.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { NotificationsConnector } from './connector';
import { IEvents } from './eventtokens';
import type { Inbox } from './inbox';
import { INotifications } from './tokens';

/** Provides the inbox: the server's, or this browser's on a site without a server. */
const notifications: JupyterFrontEndPlugin<INotifications> = {
  id: '@jupyter-notifications/core:notifications',
  description: 'Provides the inbox of the person who uses this page.',
  autoStart: true,
  provides: INotifications,
  optional: [ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    settingRegistry: ISettingRegistry | null
  ): INotifications | Promise<INotifications> => {
    const { serverSettings } = app.serviceManager;
    if (Private.isWithoutServer()) {
      return import('./browsernotifications').then(({ BrowserNotifications }) =>
        Private.followed(
          settingRegistry,
          new BrowserNotifications({ name: serverSettings.baseUrl })
        )
      );
    }
    return Private.followed(
      settingRegistry,
      new NotificationsConnector({ serverSettings })
    );
  }
};

/** Provides the events. */
const events: JupyterFrontEndPlugin<IEvents> = {
  id: '@jupyter-notifications/core:events',
  description: 'Provides the events of the server.',
  // Loaded for whoever asks for it: no socket is opened before, and nobody may ask at all.
  autoStart: false,
  provides: IEvents,
  activate: async (app: JupyterFrontEnd): Promise<IEvents> => {
    const { EventsClient } = await import('./events');
    const { serverSettings } = app.serviceManager;
    return new EventsClient({ serverSettings });
  }
};

export default [notifications, events];

/** A namespace for private data. */
namespace Private {
  /**
   * Whether the inbox is to be kept in this browser.
   *
   * #### Notes
   * A site says so by its page option `notificationsStore`, `browser` or `server`. One made with JupyterLite has no server
   * that could keep it, and marks its pages.
   */
  export function isWithoutServer(): boolean {
    const store = PageConfig.getOption('notificationsStore');
    const config = document.getElementById('jupyter-config-data');
    return store === ''
      ? config?.dataset.jupyterLiteRoot !== undefined
      : store === 'browser';
  }

  /** The inbox, which keeps to what the settings say. */
  export function followed(
    registry: ISettingRegistry | null,
    inbox: Inbox
  ): INotifications {
    if (registry) {
      void follow(registry, inbox);
    }
    return inbox;
  }

  async function follow(
    registry: ISettingRegistry,
    connector: Inbox
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
