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
  resolveRequiredService(token: unknown): Promise<unknown>;
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

/** Change a setting of the user, as the settings editor does. */
export async function setSetting(
  page: Page,
  plugin: string,
  values: object
): Promise<void> {
  const status = await page.evaluate(
    async ([id, raw]) => {
      const config = JSON.parse(
        document.getElementById('jupyter-config-data')?.textContent ?? '{}'
      ) as { baseUrl: string };
      const xsrf = /_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? '';
      const answer = await fetch(`${config.baseUrl}lab/api/settings/${id}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json', 'X-XSRFToken': xsrf },
        body: JSON.stringify({ raw })
      });
      return answer.status;
    },
    [plugin, JSON.stringify(values)] as const
  );
  if (status !== 204) {
    throw new Error(`The setting was refused: ${status}`);
  }
}
