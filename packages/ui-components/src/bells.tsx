/** The bells of the badge, and how an icon is drawn: for 16 px on a 24 unit grid, coloured by the style sheet. */

import { LabIcon } from '@jupyterlab/ui-components';
import React from 'react';

/** An icon of these paths. */
export function draw(name: string, ...paths: string[]): LabIcon {
  const shapes = paths
    .map(d => `<path fill-rule="evenodd" d="${d}"/>`)
    .join('');
  return new LabIcon({
    name: `jupyter-notifications:${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">${shapes}</svg>`
  });
}

const BELL =
  'M12 2.5a1.5 1.5 0 0 1 1.5 1.5v.7A6 6 0 0 1 18 10.5V15l1.7 2.3a.75.75 0 0 1-.6 1.2H4.9a.75.75 0 0 1-.6-1.2L6 15v-4.5a6 6 0 0 1 4.5-5.8V4A1.5 1.5 0 0 1 12 2.5Z';
const BELL_INSIDE =
  'M12 6.2a4.3 4.3 0 0 0-4.3 4.3v5l-1 1.3h10.6l-1-1.3v-5A4.3 4.3 0 0 0 12 6.2Z';
const CLAPPER = 'M9.7 19.8h4.6a2.3 2.3 0 0 1-4.6 0Z';
export const bellIcon = draw('bell', `${BELL}${BELL_INSIDE}`, CLAPPER);
export const bellUnreadIcon = draw('bell-unread', BELL, CLAPPER);
export const bellOfflineIcon = draw(
  'bell-offline',
  'M12.6 18.5H4.9a.75.75 0 0 1-.6-1.2L6 15v-4.5a6 6 0 0 1 4.5-5.8V4a1.5 1.5 0 0 1 3 0v.7A6 6 0 0 1 18 10.5v1.6h-1.7v-1.6a4.3 4.3 0 0 0-8.6 0v5l-1 1.3h5.9Z',
  'M9.7 19.8h2.9v2.2a2.3 2.3 0 0 1-2.9-2.2Z',
  'M15.6 14.2 18.5 17.1 21.4 14.2 22.8 15.6 19.9 18.5 22.8 21.4 21.4 22.8 18.5 19.9 15.6 22.8 14.2 21.4 17.1 18.5 14.2 15.6Z'
);
/** Struck through. The gap at the stroke's upper edge keeps it apart from the bell at 16 px. */
export const bellQuietIcon = draw(
  'bell-quiet',
  'M9 5.4a6 6 0 0 1 1.5-.7V4a1.5 1.5 0 0 1 3 0v.7A6 6 0 0 1 18 10.5v3.9l-1.7-1.7v-2.2a4.3 4.3 0 0 0-6-4Z',
  'M6 10.5a6 6 0 0 1 .4-2.2l1.4 1.4-.1.8v5l-1 1.3h8.2l1.7 1.7H4.9a.75.75 0 0 1-.6-1.2L6 15Z',
  CLAPPER,
  'M3.4 2.6 21.6 20.8 20.4 22 2.2 3.8Z'
);

/** An icon beside or inside something that has a name of its own. */
export function Icon(props: { icon: LabIcon }): JSX.Element {
  return (
    <span className="jp-Notifications-icon" aria-hidden="true">
      <props.icon.react tag={null} />
    </span>
  );
}
