/** What an application's notification is in the inbox. */

import type { INotificationDraft } from '@jupyter-notifications/core';
import type { Notification } from '@jupyterlab/apputils';

import { pageMark } from '../attention/pagemark';

/** Whether a notification has buttons. */
export function hasButtons({ options }: Notification.INotification): boolean {
  return (options.actions ?? []).length > 0;
}

/** Whether a notification wants to be answered, now and here, rather than to be known. */
export function isQuestion(notification: Notification.INotification): boolean {
  const isFact = ['error', 'warning', 'success'].includes(notification.type);
  return hasButtons(notification) && !isFact;
}

/** The entry for a notification; its id is the key, so that its updates are those of one entry. */
export function toDraft(
  { id, message, type, options }: Notification.INotification,
  source: string
): INotificationDraft {
  const text = message.trim();
  const title = Private.cut(text.replace(/\s+/g, ' '), Private.TITLE);
  const isBusy = type === 'in-progress';
  const { progress } = options;
  return {
    title,
    ...(title === text ? {} : { body: Private.plain(text) }),
    type,
    source,
    topic: 'page',
    key: id,
    ...(isBusy && typeof progress === 'number' ? { progress } : {}),
    data: pageMark()
  };
}

/** A namespace for private data. */
namespace Private {
  /** Characters of a title at most. */
  export const TITLE = 256;
  /** Characters of a text; written as Markdown it is at most twice as long. */
  const TEXT = 4000;

  /** The beginning of a text, with a mark if that is not all. */
  export function cut(text: string, most: number): string {
    const characters = [...text];
    return characters.length > most
      ? `${characters.slice(0, most - 1).join('')}…`
      : text;
  }

  /** A plain text as Markdown that reads the same. */
  export function plain(text: string): string {
    return cut(text, TEXT)
      .replace(/[!-/:-@[-`{-~]/g, '\\$&')
      .replace(/\r?\n/g, '  \n');
  }
}
