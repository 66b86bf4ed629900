/** The heading of the center, and what acts on all of it. */

import React from 'react';

import { bellQuietIcon } from '../bells';
import { dayTime } from '../card/time';
import { IconButton, useCenter } from '../context';
import type { ICenterContext } from '../context';
import { Icon, closeIcon, moreIcon, readAllIcon } from '../icons';
import { openMenu } from '../menu';
import type { MenuItem } from '../menu';
import { isUndisturbed, tomorrow } from '../model/disturb';
import { allMuted, nameOf } from '../model/mutes';

/** The header row. */
export function Header(props: {
  /** The id of the heading, which names the center. */
  headingId: string;
  onClose?: () => void;
}): JSX.Element {
  const center = useCenter();
  const { model, options, trans } = center;
  const { notifications } = options;
  const { tab } = model.filter;
  const canMark =
    (tab === 'all' || tab === 'unread') &&
    notifications.unread > 0 &&
    notifications.connection !== 'offline';
  return (
    <div className="jp-Notifications-header">
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
      <DoNotDisturb />
      <IconButton
        label={trans.__('More actions')}
        aria-haspopup="menu"
        aria-expanded={false}
        onClick={event =>
          openMenu(
            event.currentTarget,
            trans.__('More actions'),
            moreItems(center)
          )
        }
      >
        <Icon icon={moreIcon} />
      </IconButton>
      {props.onClose && (
        <IconButton label={trans.__('Close')} onClick={props.onClose}>
          <Icon icon={closeIcon} />
        </IconButton>
      )}
    </div>
  );
}

/** A switch: off, it asks for how long; on, it is simply turned off. */
function DoNotDisturb(): JSX.Element {
  const { model, preferences, trans } = useCenter();
  const isOn = isUndisturbed(preferences, Date.now());
  const until = preferences?.do_not_disturb_until;
  const label = trans.__('Do not disturb');
  const turn = (to: Date | 'always' | null) => () =>
    void model.verbs.setUndisturbed(to);
  const items = (): MenuItem[] => {
    const now = new Date();
    const hour = new Date(now.getTime() + 3_600_000);
    return [
      {
        label: trans.__('For 1 hour'),
        hint: dayTime(hour, now),
        run: turn(hour)
      },
      {
        label: trans.__('Until tomorrow'),
        hint: dayTime(tomorrow(now), now),
        run: turn(tomorrow(now))
      },
      { label: trans.__('Until I turn it off'), run: turn('always') }
    ];
  };
  return (
    <IconButton
      label={label}
      title={
        !isOn
          ? label
          : until
            ? trans.__(
                'Do not disturb is on until %1',
                dayTime(new Date(until), new Date())
              )
            : trans.__('Do not disturb is on')
      }
      aria-pressed={isOn}
      aria-disabled={preferences === null}
      aria-haspopup={isOn ? undefined : 'menu'}
      aria-expanded={isOn ? undefined : false}
      onClick={event => {
        if (preferences === null) {
          return;
        }
        if (isOn) {
          turn(null)();
        } else {
          openMenu(event.currentTarget, label, items());
        }
      }}
    >
      <Icon icon={bellQuietIcon} />
    </IconButton>
  );
}

/** What is seldom wanted. */
function moreItems(center: ICenterContext): MenuItem[] {
  const { model, options, preferences, trans } = center;
  const { host } = options;
  const muted = allMuted(preferences);
  const here: MenuItem[] = [
    {
      label: trans.__('Snoozed notifications'),
      run: () => {
        model.filter.tab = 'snoozed';
      }
    }
  ];
  if (muted.length > 0) {
    here.push({
      label: trans.__('Muted'),
      items: muted.map(what => ({
        label:
          what.source === undefined
            ? trans.__('Unmute topic “%1”', nameOf(what))
            : trans.__('Unmute source “%1”', nameOf(what)),
        run: () => void model.verbs.unmute(what)
      }))
    });
  }
  const elsewhere: MenuItem[] = [];
  if (host.openPanel) {
    elsewhere.push({
      label: trans.__('Open in side panel'),
      run: () => host.openPanel?.()
    });
  }
  if (host.openPopup) {
    elsewhere.push({
      label: trans.__('Open at the bell'),
      run: () => host.openPopup?.()
    });
  }
  if (host.openSettings) {
    elsewhere.push({
      label: trans.__('Notification settings'),
      run: () => host.openSettings?.()
    });
  }
  elsewhere.push({
    label: trans.__('Keyboard shortcuts'),
    hint: '?',
    run: () => {
      model.isHelpOpen = true;
    }
  });
  return [...here, 'separator', ...elsewhere];
}
