/** What the commands that take arguments take, and what they do with it: loaded when one is run, or described. */

import type {
  INotificationDraft,
  INotifications
} from '@jupyter-notifications/core';
import { InputDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';

import { isUndisturbed } from '../model/disturb';

/** The schema of `open-panel`. */
export function panelArgs(trans: TranslationBundle): ReadonlyJSONObject {
  return {
    type: 'object',
    properties: {
      activate: {
        type: 'boolean',
        description: trans.__(
          'If false, it only takes its place there, in view or not'
        )
      }
    }
  };
}

/** The schema of `toggle-do-not-disturb`. */
export function disturbArgs(trans: TranslationBundle): ReadonlyJSONObject {
  return {
    type: 'object',
    properties: {
      on: {
        type: 'boolean',
        description: trans.__('Turn it on or off, whatever it is now')
      },
      until: {
        type: 'string',
        format: 'date-time',
        description: trans.__('When it ends by itself')
      }
    }
  };
}

/** Turn do not disturb on or off. */
export async function disturb(
  { on, until }: ReadonlyPartialJSONObject,
  notifications: INotifications
): Promise<void> {
  const now =
    notifications.preferences ?? (await notifications.fetchPreferences());
  const isOn = typeof on === 'boolean' ? on : !isUndisturbed(now, Date.now());
  await notifications.setPreferences({
    do_not_disturb: isOn,
    do_not_disturb_until: isOn && typeof until === 'string' ? until : undefined
  });
}

/** The schema of `notify`. */
export function notifyArgs(trans: TranslationBundle): ReadonlyJSONObject {
  return {
    type: 'object',
    properties: {
      title: {
        type: 'string',
        description: trans.__('Asked for if it is left out')
      },
      body: { type: 'string', description: trans.__('In Markdown') },
      type: {
        type: 'string',
        enum: ['default', 'info', 'success', 'warning', 'error', 'in-progress']
      },
      link: {
        type: 'string',
        description: trans.__(
          'http, https, or a path of this server, such as work/a.ipynb#cell=ID'
        )
      },
      source: {
        type: 'string',
        description: trans.__('Who sends it, to be filtered and muted by')
      }
    }
  };
}

/** What the arguments of `notify` ask to be sent, for the server to judge; null if somebody thought better of it. */
export async function draftOf(
  args: ReadonlyPartialJSONObject,
  trans: TranslationBundle
): Promise<INotificationDraft | null> {
  const { body, type, link, source } = args;
  const title = args.title ?? (await askForTitle(trans));
  return title === null
    ? null
    : ({ title, body, type, link, source } as INotificationDraft);
}

async function askForTitle(trans: TranslationBundle): Promise<string | null> {
  const { value } = await InputDialog.getText({
    title: trans.__('Send yourself a notification'),
    label: trans.__('What should it say?'),
    okLabel: trans.__('Send'),
    required: true
  });
  return value;
}
