/** Notebooks and consoles for the tests, and running cells in JupyterLab. */

import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';

import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { execute } from './application';
import type { Server } from './server';

/** Write a notebook with these code cells. */
export async function writeNotebook(
  server: Server,
  name: string,
  sources: ReadonlyArray<string>
): Promise<void> {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: {
        name: 'python3',
        display_name: 'Python 3 (ipykernel)',
        language: 'python'
      }
    },
    cells: sources.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      metadata: {},
      execution_count: null,
      outputs: [],
      source
    }))
  };
  await writeFile(path.join(server.work, name), JSON.stringify(notebook));
}

/** Wait until the kernel of the notebook in front waits for something to do. */
export async function kernelReady(page: Page): Promise<void> {
  await page.locator('.jp-NotebookPanel:visible').waitFor();
  await page.waitForFunction(() => {
    const { jupyterapp } = window as unknown as {
      jupyterapp: {
        shell: {
          currentWidget: {
            context: {
              sessionContext: {
                session: { kernel: { status: string } | null } | null;
              };
            };
          };
        };
      };
    };
    const { sessionContext } = jupyterapp.shell.currentWidget.context;
    return sessionContext.session?.kernel?.status === 'idle';
  });
}

/** Run the whole notebook that is in front, once its kernel is ready. */
export async function runAll(page: Page): Promise<void> {
  await kernelReady(page);
  await execute(page, 'notebook:run-all-cells');
  await expect(page.locator('.jp-InputPrompt').last()).toHaveText(/\[\d+\]:/);
}

/** Start a console's session, so that its page asks for no kernel. */
export async function startConsole(
  server: Server,
  name: string
): Promise<void> {
  await server.request('POST', '/api/sessions', {
    path: name,
    name,
    type: 'console',
    kernel: { name: 'python3' }
  });
}
