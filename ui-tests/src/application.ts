/** What the tests ask the running application itself, through `window.jupyterapp`. */

import type { Page } from '@playwright/test';

/** The part of a JupyterLab or Notebook application that the tests use. */
export interface IApplication {
  name: string;
  started: Promise<void>;
  commands: {
    execute(id: string, args?: object): Promise<unknown>;
    hasCommand(id: string): boolean;
    listCommands(): string[];
    label(id: string): string;
    caption(id: string): string;
    describedBy(id: string): Promise<{ args: object | null }>;
  };
  listPlugins(): string[];
  isPluginActivated(id: string): boolean;
  resolveRequiredService(token: unknown): Promise<object>;
  /** Private to Lumino; there is no public way from a name to a token. */
  pluginRegistry: {
    _services: Map<{ name: string }, string>;
    _plugins: Map<
      string,
      { optional: { name: string }[]; requires: { name: string }[] }
    >;
  };
}

/** Run a command of the application. */
export async function execute(
  page: Page,
  id: string,
  args: object = {}
): Promise<void> {
  await page.evaluate(
    async ([command, values]) => {
      const { jupyterapp } = window as unknown as { jupyterapp: IApplication };
      await jupyterapp.commands.execute(command, values);
    },
    [id, args] as const
  );
}

/** Make a notification of JupyterLab's own, which lives in the page only. */
export async function emit(
  page: Page,
  message: string,
  type = 'info',
  options: object = {}
): Promise<void> {
  await execute(page, 'apputils:notify', {
    message,
    type,
    options: { autoClose: 0, ...options }
  });
}

/** Wait until the inbox has heard from the server. */
export async function connected(page: Page): Promise<void> {
  await service<{ ready: Promise<void> }, void>(
    page,
    '@jupyter-notifications/core:INotifications',
    async inbox => {
      await inbox.ready;
    }
  );
}

/** Change one of the user's settings, as the settings editor does. */
export async function setSetting(
  page: Page,
  plugin: string,
  name: string,
  value: unknown
): Promise<void> {
  await service<
    { set(plugin: string, name: string, value: unknown): Promise<void> },
    void,
    [string, string, unknown]
  >(
    page,
    '@jupyterlab/coreutils:ISettingRegistry',
    (registry, [id, key, to]) => registry.set(id, key, to),
    [plugin, name, value]
  );
}

/**
 * Use a service of the application, found by its token's name.
 *
 * @param use - Runs in the page: it sees nothing of the test but its arguments.
 */
async function service<T, R, A = null>(
  page: Page,
  name: string,
  use: (service: T, args: A) => Promise<R>,
  args: A = null as A
): Promise<R> {
  const handle = await page.evaluateHandle(async tokenName => {
    const { jupyterapp } = window as unknown as { jupyterapp: IApplication };
    const token = [...jupyterapp.pluginRegistry._services.keys()].find(
      each => each.name === tokenName
    );
    return { service: await jupyterapp.resolveRequiredService(token) };
  }, name);
  return page.evaluate(
    ([{ service: found }, source, values]) =>
      // The function travels as its source, as Playwright's own do.
      new Function(`return (${source})`)()(found, values) as Promise<R>,
    [handle, use.toString(), args] as const
  );
}
