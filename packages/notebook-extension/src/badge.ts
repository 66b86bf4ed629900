/** Places the bell in the menu bar of every page of Notebook 7. */

import { INotifications } from '@jupyter-notifications/core';
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IFormRendererRegistry } from '@jupyterlab/ui-components';

const ID = '@jupyter-notifications/notebook-extension:badge';

/**
 * The plugin of the menu bar.
 *
 * #### Notes
 * Nothing is required: JupyterLab loads this extension too, and has a bell of its own. The application is told by its
 * namespace, which is the same in JupyterLite, and not by `INotebookShell`: the token would have to be shared with the
 * application, at a version that fits.
 */
export const badge: JupyterFrontEndPlugin<void> = {
  id: ID,
  description:
    'The bell in the menu bar of Jupyter Notebook, and the notification center below it.',
  autoStart: true,
  optional: [
    INotifications,
    IRenderMimeRegistry,
    ISettingRegistry,
    ICommandPalette,
    ITranslator,
    IFormRendererRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    notifications: INotifications | null,
    rendermime: IRenderMimeRegistry | null,
    settingRegistry: ISettingRegistry | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
    renderers: IFormRendererRegistry | null
  ): void => {
    if (app.namespace !== 'Jupyter Notebook' || !notifications || !rendermime) {
      return;
    }
    // Loaded in its own application only, and without holding up the start of either.
    import('@jupyter-notifications/ui-components')
      .then(({ Bell }) => {
        const { baseUrl } = app.serviceManager.serverSettings;
        // It lives as long as the application.
        // eslint-disable-next-line jupyter/require-disposable-ownership
        const bell = new Bell({
          notifications,
          rendermime,
          translator: translator ?? nullTranslator,
          commands: app.commands,
          palette,
          renderers,
          placement: 'header',
          application: app.name,
          user: app.serviceManager.user,
          baseUrl,
          shell: app.shell,
          documents: async () => {
            const { NotebookDocuments } =
              await import('@jupyter-notifications/ui-components/lib/app/documents');
            return new NotebookDocuments({
              baseUrl,
              contents: app.serviceManager.contents,
              shell: app.shell
            });
          }
        });
        bell.badge.id = 'jupyter-notifications-badge';
        const show = (): void => bell.badge.setHidden(!bell.active);
        bell.activeChanged.connect(show);
        show();
        // The `top` row is hidden in narrow windows, the menu bar never.
        app.shell.add(bell.badge, 'menu', { rank: 100_000 });
        bell.follow(
          settingRegistry?.load(ID),
          settingRegistry?.load(Bell.SHARED)
        );
      })
      .catch((reason: unknown) => {
        console.error('There is no bell:', reason);
      });
  }
};
