/** Places the bell in JupyterLab's status bar. */

import { INotifications } from '@jupyter-notifications/core';
import type { NotificationsPanel } from '@jupyter-notifications/ui-components';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IFormRendererRegistry } from '@jupyterlab/ui-components';

import { SidePanel } from './sidepanel';

const ID = '@jupyter-notifications/lab-extension:badge';

/**
 * The plugin of the status bar.
 *
 * #### Notes
 * Nothing is required: Notebook 7 loads this extension too, and has no status bar.
 */
export const badge: JupyterFrontEndPlugin<void> = {
  id: ID,
  description:
    'The bell in the status bar of JupyterLab, and the notification center above it or in a side panel.',
  autoStart: true,
  optional: [
    INotifications,
    IStatusBar,
    IRenderMimeRegistry,
    ISettingRegistry,
    ICommandPalette,
    ITranslator,
    ILabShell,
    ILayoutRestorer,
    IFormRendererRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    notifications: INotifications | null,
    statusBar: IStatusBar | null,
    rendermime: IRenderMimeRegistry | null,
    settingRegistry: ISettingRegistry | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
    shell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    renderers: IFormRendererRegistry | null
  ): void => {
    if (!notifications || !statusBar || !rendermime) {
      return;
    }
    const tracker = new WidgetTracker<NotificationsPanel>({
      namespace: 'jupyter-notifications-panel'
    });
    // Loaded in its own application only, and without holding up the start of either.
    const started = import('@jupyter-notifications/ui-components')
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
          placement: 'statusbar',
          application: app.name,
          user: app.serviceManager.user,
          baseUrl,
          shell: app.shell,
          documents: async () => {
            const { LabDocuments } =
              await import('@jupyter-notifications/ui-components/lib/app/documents');
            return new LabDocuments({
              baseUrl,
              commands: app.commands,
              contents: app.serviceManager.contents
            });
          }
        });
        statusBar.registerStatusItem(ID, {
          item: bell.badge,
          align: 'right',
          // JupyterLab's own bell has -1; the lower of two is nearer to the corner.
          rank: -2,
          // Stays in a narrow window, as long as anything does.
          priority: 1,
          isActive: () => bell.active,
          activeStateChanged: bell.activeChanged
        });
        if (shell) {
          bell.panel = new SidePanel({
            shell,
            tracker,
            create: () => bell.createPanel()
          });
        }
        bell.follow(
          settingRegistry?.load(ID),
          settingRegistry?.load(Bell.SHARED)
        );
      })
      .catch((reason: unknown) => {
        console.error('There is no bell:', reason);
      });
    // At once: the restorer takes no more trackers once the application has started.
    void restorer?.restore(tracker, {
      command: 'jupyter-notifications:open-panel',
      args: () => ({ activate: false }),
      name: panel => panel.id,
      when: started
    });
  }
};
