/** Where a click leads on what is shown of an entry outside the center. */

import { isSafeLink } from '@jupyter-notifications/core';
import type {
  INotification,
  INotifications
} from '@jupyter-notifications/core';

import type { ICenterHost } from '../interfaces';

/** The center of this page, as seen from outside. */
export interface ICenterDoor {
  /** Whether there is one to be opened. */
  readonly active: boolean;
  /** Whether an entry is seen in it: then whoever looks at it sees it come. */
  shows(id: string): boolean;
  /** Open it, and where it is open already, show an entry in it, or the newest. */
  open(id?: string): void;
}

/** What is needed to follow an entry. */
export interface IFollowOptions {
  readonly notifications: INotifications;
  readonly host: ICenterHost;
  readonly center: ICenterDoor;
}

/** Whether an entry has a link that may be followed. */
export function leadsSomewhere({ link }: INotification): boolean {
  return link !== undefined && isSafeLink(link);
}

/** Follow the link, which has then been read; without one, open the center, which marks nothing. */
export function follow(entry: INotification, options: IFollowOptions): void {
  const { host, notifications, center } = options;
  if (!leadsSomewhere(entry)) {
    center.open(entry.id);
    return;
  }
  host.openLink(entry.link!);
  notifications.markRead(entry.id).catch((reason: unknown) => {
    console.warn('Not marked as read:', reason);
  });
}
