/** Tells the toasts that we make ourselves from what the application and other extensions tell. */

import type { Notification } from '@jupyterlab/apputils';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

/**
 * What marks our own toasts: the very object that is their `data`.
 *
 * #### Notes
 * The manager tells of a notification before it gives its id, so ids would come too late; and nobody else has this
 * object, so nobody can pass for us.
 */
const MARK: ReadonlyJSONObject = {};

/** The `data` of a toast of ours. */
export function mark(): ReadonlyJSONObject {
  return MARK;
}

/** Whether a notification of the application's manager is a toast of ours, of an entry that the inbox has anyway. */
export function isMarked(notification: Notification.INotification): boolean {
  return notification.options.data === MARK;
}
