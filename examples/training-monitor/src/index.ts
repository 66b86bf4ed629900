/** Follows the training runs of a server by their events, and tells in the inbox how they go. */

import { IEvents, INotifications } from '@jupyter-notifications/core';
import type {
  IEventFrame,
  INotificationDraft
} from '@jupyter-notifications/core';
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { TranslationBundle } from '@jupyterlab/translation';

/** What a training script posts after each epoch; `events/epoch.yaml` says the rest. */
const SCHEMA = 'https://example.org/training-monitor/epoch/v1';

const COMMAND = 'training-monitor:summary';

/**
 * The plugin.
 *
 * #### Notes
 * Everything is optional: JupyterLab and Jupyter Notebook both load it, and without the notifications it does nothing.
 */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'training-monitor:plugin',
  description: 'Tells in the inbox how the training runs of this server go.',
  autoStart: true,
  optional: [INotifications, IEvents, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    notifications: INotifications | null,
    events: IEvents | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    if (!notifications || !events) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('training_monitor');
    const running = new Set<string>();

    app.commands.addCommand(COMMAND, {
      label: () =>
        trans.__(
          'Training: %1 running, %2 unread',
          running.size,
          notifications.unread
        ),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => app.commands.execute('jupyter-notifications:open-center')
    });
    palette?.addItem({ command: COMMAND, category: trans.__('Training') });
    // What the label says has changed.
    notifications.changed.connect(() => {
      app.commands.notifyCommandChanged(COMMAND);
    });

    // Only these events travel; it lives as long as the application.
    const { stream } = events.subscribe([{ exact: { schema_id: SCHEMA } }]);
    stream.connect((_, event) => {
      const draft = describe(event, trans);
      if (draft.type === 'in-progress') {
        running.add(draft.group!);
      } else {
        running.delete(draft.group!);
      }
      notifications.notify(draft).catch((reason: unknown) => {
        console.warn('The training run is not in the inbox:', reason);
      });
    });
  }
};

/** What is told of an epoch. */
function describe(
  event: IEventFrame,
  trans: TranslationBundle
): INotificationDraft {
  const run = String(event.run);
  const epoch = Number(event.epoch);
  const epochs = Number(event.epochs);
  const isDone = epoch >= epochs;
  return {
    title: isDone
      ? trans.__('Trained: %1', run)
      : trans.__('Training: %1', run),
    ...(event.loss === undefined
      ? {}
      : { body: trans.__('Loss **%1**', Number(event.loss).toPrecision(3)) }),
    type: isDone ? 'success' : 'in-progress',
    source: 'training-monitor',
    topic: isDone ? 'training.finished' : 'training.progress',
    group: run,
    // One entry a run, changed in place.
    key: run,
    // However many tabs are open, each epoch is told once.
    event_id: `training-monitor.${String(event.__event_id__)}`,
    ...(isDone ? {} : { progress: epoch / epochs }),
    ...(typeof event.notebook === 'string'
      ? { link: event.notebook.split('/').map(encodeURIComponent).join('/') }
      : {})
  };
}

export default plugin;
