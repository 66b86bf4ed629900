/** The badge: how many notifications are unread, and the button that opens the center. */

import type { INotifications } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Icon, bellIcon, bellOfflineIcon, bellUnreadIcon } from '../bells';
import type { BadgePlacement } from '../interfaces';

/** The greatest number that the badge shows. */
const MOST = 99;

/** The number as shown: nothing for none, `99+` for many. */
export function shortCount(count: number, trans: TranslationBundle): string {
  return count <= 0 ? '' : count > MOST ? trans.__('%1+', MOST) : String(count);
}

/** What the badge is called. */
export function badgeName(
  unread: number,
  connection: INotifications.Connection,
  trans: TranslationBundle
): string {
  if (connection === 'offline') {
    return unread > 0
      ? trans._n(
          'Offline. %1 unread notification when last seen',
          'Offline. %1 unread notifications when last seen',
          unread
        )
      : trans.__('Offline. No unread notifications when last seen');
  }
  if (unread > MOST) {
    return trans.__('More than %1 unread notifications', MOST);
  }
  return unread > 0
    ? trans._n('%1 unread notification', '%1 unread notifications', unread)
    : trans.__('No unread notifications');
}

/** The badge. */
export function Badge(props: Badge.IProps): JSX.Element {
  const { unread, connection, isOpen, placement, trans } = props;
  const offline = connection === 'offline';
  const name = badgeName(unread, connection, trans);
  const classes = ['jp-Notifications-badge'];
  if (unread > 0 && !offline) {
    classes.push('jp-mod-unread');
  }
  if (placement === 'header') {
    classes.push('jp-mod-header');
  }
  return (
    <button
      type="button"
      className={classes.join(' ')}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      aria-label={name}
      title={name}
      onClick={props.onClick}
    >
      <span className="jp-Notifications-badgeText">
        {shortCount(unread, trans)}
      </span>
      <Icon
        icon={
          offline ? bellOfflineIcon : unread > 0 ? bellUnreadIcon : bellIcon
        }
      />
    </button>
  );
}

/** A namespace for `Badge` statics. */
export namespace Badge {
  /** What the badge shows. */
  export interface IProps {
    readonly unread: number;
    readonly connection: INotifications.Connection;
    /** Whether the center is open. */
    readonly isOpen: boolean;
    readonly placement: BadgePlacement;
    readonly trans: TranslationBundle;
    readonly onClick: () => void;
  }
}
