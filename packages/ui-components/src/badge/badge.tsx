/** The badge: how many notifications are unread, and the button that opens the center. */

import type { INotifications } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import {
  Icon,
  bellIcon,
  bellOfflineIcon,
  bellQuietIcon,
  bellUnreadIcon
} from '../bells';
import type { BadgePlacement } from '../interfaces';

/** The greatest number that the badge shows. */
const MOST = 99;

/** The number as shown: nothing for none, `99+` for many. */
export function shortCount(count: number, trans: TranslationBundle): string {
  return count <= 0 ? '' : count > MOST ? trans.__('%1+', MOST) : String(count);
}

/** Why it is quiet. */
export type Quiet = 'do-not-disturb' | 'quiet-hours';

/** What the badge is called. */
export function badgeName(
  unread: number,
  connection: INotifications.Connection,
  trans: TranslationBundle,
  quiet: Quiet | null = null
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
  if (quiet === 'do-not-disturb') {
    return unread > 0
      ? trans._n(
          'Do not disturb is on. %1 unread notification',
          'Do not disturb is on. %1 unread notifications',
          unread
        )
      : trans.__('Do not disturb is on. No unread notifications');
  }
  if (quiet) {
    return unread > 0
      ? trans._n(
          'Quiet hours. %1 unread notification',
          'Quiet hours. %1 unread notifications',
          unread
        )
      : trans.__('Quiet hours. No unread notifications');
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
  const { unread, connection, quiet, isOpen, placement, trans } = props;
  const offline = connection === 'offline';
  const name = badgeName(unread, connection, trans, quiet);
  const classes = ['jp-Notifications-badge'];
  // Not while it is quiet: that the number is bold is what asks to be looked at.
  if (unread > 0 && !offline && !quiet) {
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
      onFocus={props.onApproach}
      onPointerEnter={props.onApproach}
    >
      <span className="jp-Notifications-badgeText">
        {shortCount(unread, trans)}
      </span>
      <Icon
        icon={
          offline
            ? bellOfflineIcon
            : quiet
              ? bellQuietIcon
              : unread > 0
                ? bellUnreadIcon
                : bellIcon
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
    /** Why it is quiet, if it is. */
    readonly quiet?: Quiet | null;
    /** Whether the center is open. */
    readonly isOpen: boolean;
    readonly placement: BadgePlacement;
    readonly trans: TranslationBundle;
    readonly onClick: () => void;
    /** Somebody seems about to click. */
    readonly onApproach?: () => void;
  }
}
