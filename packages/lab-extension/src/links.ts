/** Goes to the cell that the page's address names. */

import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

/**
 * The plugin of links that were opened in a tab of their own.
 *
 * #### Notes
 * Jupyter Notebook has a plugin of its own.
 */
export const links: JupyterFrontEndPlugin<void> = {
  id: '@jupyter-notifications/lab-extension:links',
  description:
    'Goes to the cell that the address of a notebook names, as the links of notifications do.',
  autoStart: true,
  optional: [ITranslator],
  activate: (app: JupyterFrontEnd, translator: ITranslator | null): void => {
    // Read now: the application may write its own address later. Most pages name no cell, and load nothing for it.
    const { hash, pathname } = window.location;
    if (app.namespace === 'Jupyter Notebook' || !hash.startsWith('#cell-id=')) {
      return;
    }
    import('@jupyter-notifications/ui-components/lib/app/followaddress')
      .then(({ followAddress, readAddress }) => {
        const address = readAddress(
          { hash, pathname },
          app.serviceManager.serverSettings.baseUrl
        );
        if (address) {
          const trans = (translator ?? nullTranslator).load(
            'jupyter_notifications'
          );
          followAddress(address, app.shell, trans);
        }
      })
      .catch((reason: unknown) => {
        console.error('The cell of the address is not shown:', reason);
      });
  }
};
