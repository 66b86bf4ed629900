/** The heading of the center, and what acts on all of it. */

import React from 'react';

import { IconButton, useCenter } from '../context';
import { Icon, closeIcon, readAllIcon, settingsIcon } from '../icons';

/** The header row. */
export function Header(props: {
  /** The id of the heading, which names the center. */
  headingId: string;
  onClose?: () => void;
}): JSX.Element {
  const { model, options, trans } = useCenter();
  const { host, notifications } = options;
  const canMark =
    model.filter.tab !== 'archived' &&
    notifications.unread > 0 &&
    notifications.connection !== 'offline';
  return (
    <header className="jp-Notifications-header">
      <h2 className="jp-Notifications-heading" id={props.headingId}>
        {trans.__('Notifications')}
      </h2>
      <IconButton
        label={trans.__('Mark all as read')}
        aria-disabled={!canMark}
        onClick={() => {
          if (canMark) {
            void model.markAllRead();
          }
        }}
      >
        <Icon icon={readAllIcon} />
      </IconButton>
      {host.openSettings && (
        <IconButton
          label={trans.__('Notification settings')}
          onClick={() => host.openSettings?.()}
        >
          <Icon icon={settingsIcon} />
        </IconButton>
      )}
      {props.onClose && (
        <IconButton label={trans.__('Close')} onClick={props.onClose}>
          <Icon icon={closeIcon} />
        </IconButton>
      )}
    </header>
  );
}
