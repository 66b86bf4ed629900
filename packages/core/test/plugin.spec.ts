/** The plugins as an application sees them. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';

import { IEvents, INotifications } from '../src';
import type { Inbox } from '../src';
import plugins from '../src/plugin';
import { BrowserNotifications } from '../src/standalone';
import * as schema from '../schema/notifications.json';
import { MockServer, flush } from './mockserver';

describe('plugins', () => {
  const [notifications, events] = plugins;
  let app: JupyterFrontEnd;

  beforeEach(() => {
    const { settings } = new MockServer();
    const serviceManager = { serverSettings: settings };
    app = { serviceManager } as unknown as JupyterFrontEnd;
  });

  it('should need nothing that an app may lack; only the inbox starts by itself', () => {
    expect(notifications.autoStart).toBe(true);
    expect(events.autoStart).toBe(false);
    for (const plugin of plugins) {
      expect(plugin.requires ?? []).toEqual([]);
      expect(plugin.id).toMatch(/^@jupyter-notifications\/core:/);
    }
    expect(notifications.provides).toBe(INotifications);
    expect(events.provides).toBe(IEvents);
  });

  it('should provide the inbox without settings', async () => {
    const inbox = (await notifications.activate(app, null)) as Inbox;
    expect(inbox.hintInterval).toBe(700);
    await inbox.ready;
    inbox.dispose();
  });

  it('should follow the settings', async () => {
    const composite: Record<string, unknown> = { hintInterval: 500 };
    const settings = { composite } as { composite: typeof composite } & {
      changed: Signal<unknown, void>;
    };
    settings.changed = new Signal(settings);
    const load = jest.fn().mockResolvedValue(settings);
    const registry = { load } as unknown as ISettingRegistry;
    const inbox = (await notifications.activate(app, registry)) as Inbox;
    await flush();
    expect(load).toHaveBeenCalledWith(notifications.id);
    expect(inbox.hintInterval).toBe(500);
    composite.hintInterval = 900;
    settings.changed.emit();
    expect(inbox.hintInterval).toBe(900);
    inbox.dispose();
  });

  it('should keep the inbox in the browser on a site without a server', async () => {
    const config = document.createElement('script');
    config.id = 'jupyter-config-data';
    config.type = 'application/json';
    config.textContent = '{}';
    document.body.append(config);
    const isLocal = async (): Promise<boolean> => {
      const inbox = (await notifications.activate(app, null)) as Inbox;
      inbox.dispose();
      return inbox instanceof BrowserNotifications;
    };
    expect(await isLocal()).toBe(false);
    // As JupyterLite marks its pages.
    config.dataset.jupyterLiteRoot = '..';
    expect(await isLocal()).toBe(true);
    PageConfig.setOption('notificationsStore', 'server');
    expect(await isLocal()).toBe(false);
    delete config.dataset.jupyterLiteRoot;
    PageConfig.setOption('notificationsStore', 'browser');
    expect(await isLocal()).toBe(true);
    PageConfig.setOption('notificationsStore', '');
    config.remove();
  });

  it('should keep to the default that the schema names', () => {
    const { hintInterval } = schema.properties;
    expect(hintInterval).toMatchObject({
      default: 700,
      minimum: 500,
      maximum: 1000
    });
  });

  it('should provide the events', async () => {
    const client = (await events.activate(app)) as IEvents;
    expect(client.isDisposed).toBe(false);
    client.dispose();
  });
});
