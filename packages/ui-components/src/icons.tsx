/** The icons of the center; the bells have a file of their own, which the badge loads alone. */

import type { INotification } from '@jupyter-notifications/core';
import type { LabIcon } from '@jupyterlab/ui-components';

import { bellIcon, draw } from './bells';

export { Icon, bellIcon, bellOfflineIcon, bellUnreadIcon } from './bells';

const DISC = 'M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19Z';
const BOX = 'M4 3.5h16L21.5 7v13.5h-19V7ZM5.2 5.3 4.6 6.8h14.8l-.6-1.5Z';

export const successIcon = draw(
  'success',
  `${DISC}M10.6 16.9 6 12.3 7.5 10.8 10.6 13.9 16.5 8 18 9.5Z`
);
export const errorIcon = draw(
  'error',
  'M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8ZM10.9 6.5h2.2v7h-2.2ZM10.9 15.2h2.2v2.3h-2.2Z'
);
export const warningIcon = draw(
  'warning',
  'M12 2.2 23.2 21.5H.8ZM10.9 9h2.2v6h-2.2ZM10.9 16.6h2.2v2.2h-2.2Z'
);
export const infoIcon = draw(
  'info',
  `${DISC}M12 4.4a7.6 7.6 0 1 0 0 15.2 7.6 7.6 0 0 0 0-15.2ZM11 10.6h2V17h-2ZM11 7h2v2.1h-2Z`
);
export const progressIcon = draw('progress', 'M12 3.5A8.5 8.5 0 1 1 3.9 9.4');
export const readIcon = draw(
  'read',
  'M9.5 18.6 3.3 12.4 4.8 10.9 9.5 15.6 19.7 5.4 21.2 6.9Z'
);
export const unreadIcon = draw(
  'unread',
  'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10Z'
);
export const readAllIcon = draw(
  'read-all',
  'M7.2 18.2 1 12 2.4 10.6 7.2 15.4 15.9 6.7 17.3 8.1Z',
  'M13.4 18.2 11 15.8 12.4 14.4 13.4 15.4 22.1 6.7 23.5 8.1Z'
);
export const archiveIcon = draw(
  'archive',
  `${BOX}M10.9 10v4H7.8l4.2 4.4 4.2-4.4h-3.1v-4Z`
);
export const unarchiveIcon = draw(
  'unarchive',
  `${BOX}M10.9 18.4v-4H7.8l4.2-4.4 4.2 4.4h-3.1v4Z`
);
export const deleteIcon = draw(
  'delete',
  'M9 3h6l1 1.5h4.5v2h-17v-2H8ZM5.5 8h13l-1 13h-11Z'
);
export const snoozeIcon = draw(
  'snooze',
  `${DISC}M12 4.4a7.6 7.6 0 1 0 0 15.2 7.6 7.6 0 0 0 0-15.2ZM11 6.8h1.9v4.8l3.4 3.4-1.3 1.3-4-4Z`
);
const SPEAKER = 'M3 9h3.6L12 4.2v15.6L6.6 15H3Z';
export const muteIcon = draw(
  'mute',
  SPEAKER,
  'M15.6 8.2 18.5 11.1 21.4 8.2 22.8 9.6 19.9 12.5 22.8 15.4 21.4 16.8 18.5 13.9 15.6 16.8 14.2 15.4 17.1 12.5 14.2 9.6Z'
);
export const unmuteIcon = draw(
  'unmute',
  SPEAKER,
  'M14.2 8.2a4.3 4.3 0 0 1 0 7.6Z',
  'M14.2 3.6a8.6 8.6 0 0 1 0 16.8v-1.9a6.8 6.8 0 0 0 0-13Z'
);
export const moreIcon = draw(
  'more',
  'M5 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM19 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z'
);
export const closeIcon = draw(
  'close',
  'M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12 19 17.6 17.6 19 12 13.4 6.4 19 5 17.6 10.6 12 5 6.4Z'
);
export const searchIcon = draw(
  'search',
  'M9.8 3a6.8 6.8 0 1 0 4.1 12.2l5.5 5.5 1.4-1.4-5.5-5.5A6.8 6.8 0 0 0 9.8 3ZM9.8 5a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6Z'
);
export const filterIcon = draw('filter', 'M3.5 4h17L14 12.3V20.5L10 18v-5.7Z');
export const settingsIcon = draw(
  'settings',
  'M3 6.1h9v1.8H3ZM17.5 6.1H21v1.8h-3.5ZM13.2 4h3.1v6h-3.1ZM3 16.1h3.5v1.8H3ZM12 16.1h9v1.8h-9ZM7.7 14h3.1v6H7.7Z'
);
export const offlineIcon = draw(
  'offline',
  'M9.3 5.6A6.6 6.6 0 0 1 18.4 10.2 4.7 4.7 0 0 1 21.4 17.7L20 16.3A2.8 2.8 0 0 0 17.8 12H16.8L16.7 11A4.7 4.7 0 0 0 10.8 7.1Z',
  'M5.6 8.2A5.5 5.5 0 0 0 6.9 19H16.4L14.5 17.1H6.9A3.6 3.6 0 0 1 6.9 9.9H7.3Z',
  'M3.4 2.6 21.6 20.8 20.2 22.2 2 4Z'
);

const TYPES: Record<NonNullable<INotification['type']>, LabIcon> = {
  default: bellIcon,
  info: infoIcon,
  success: successIcon,
  warning: warningIcon,
  error: errorIcon,
  'in-progress': progressIcon
};

/** The icon of a type of notification. */
export function typeIcon(type: INotification['type']): LabIcon {
  return TYPES[type ?? 'default'] ?? bellIcon;
}
