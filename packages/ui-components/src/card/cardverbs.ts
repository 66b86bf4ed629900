/** What can be done with a card that stands for one notification or for many. */

import type { INotification } from '@jupyter-notifications/core';
import type React from 'react';

import type { ICardVerb } from './cardtoolbar';
import { openVerbMenu } from './cardtoolbar';
import type { ICenterContext } from '../context';
import {
  archiveIcon,
  bellIcon,
  deleteIcon,
  muteIcon,
  readIcon,
  snoozeIcon,
  unarchiveIcon,
  unmuteIcon,
  unreadIcon
} from '../icons';
import { isMuted, muteables, nameOf } from '../model/mutes';
import type { Muteable } from '../model/mutes';
import { isUnread } from '../model/unread';
import { snoozeItems } from './snooze';

/** The keys of the verbs, pressed alone. */
const KEYS: Record<string, string> = {
  r: 'read',
  e: 'archive',
  s: 'snooze',
  m: 'mute',
  Delete: 'delete'
};

/** The verbs of a card, in the order of its toolbar; each acts on all of its entries. */
export function cardVerbs(
  center: ICenterContext,
  entries: ReadonlyArray<INotification>
): ICardVerb[] {
  const { model, trans } = center;
  const verbs: ICardVerb[] = [];
  // What is in progress is never unread, so there is nothing to switch.
  if (entries.some(entry => entry.type !== 'in-progress')) {
    const unread = entries.some(isUnread);
    verbs.push({
      name: 'read',
      label: unread ? trans.__('Mark as read') : trans.__('Mark as unread'),
      icon: unread ? readIcon : unreadIcon,
      run: () => void model.verbs.setRead(entries, unread)
    });
  }
  if (entries.some(entry => entry.snoozed_until)) {
    verbs.push({
      name: 'wake',
      label: trans.__('Wake now'),
      icon: bellIcon,
      run: () => void model.verbs.snooze(entries, null)
    });
  }
  const archived = entries.every(entry => entry.archived);
  verbs.push(
    {
      name: 'snooze',
      label: trans.__('Snooze'),
      icon: snoozeIcon,
      items: () => snoozeItems(model, entries, trans)
    },
    {
      name: 'archive',
      label: archived ? trans.__('Move to inbox') : trans.__('Archive'),
      icon: archived ? unarchiveIcon : archiveIcon,
      run: () => void model.verbs.setArchived(entries, !archived)
    },
    {
      name: 'delete',
      label: trans.__('Delete'),
      icon: deleteIcon,
      run: () => model.verbs.remove(entries)
    }
  );
  const mute = muteVerb(center, entries);
  return mute ? [...verbs, mute] : verbs;
}

/**
 * Do what a key stands for.
 *
 * @param event - A key, pressed alone, on a card.
 *
 * @returns whether it stands for anything.
 */
export function pressVerb(
  event: React.KeyboardEvent<HTMLElement>,
  verbs: ReadonlyArray<ICardVerb>
): boolean {
  const name = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
  const verb = verbs.find(one => one.name === name);
  if (!verb) {
    return false;
  }
  event.preventDefault();
  event.stopPropagation();
  if (verb.items) {
    openVerbMenu(event.currentTarget, verb);
  } else {
    verb.run();
  }
  return true;
}

/** Mutes what all entries share, source or topic, or no longer does; null if they share nothing. */
function muteVerb(
  { model, preferences, trans }: ICenterContext,
  entries: ReadonlyArray<INotification>
): ICardVerb | null {
  const [first] = entries;
  const shared = first
    ? muteables(first).filter(what =>
        entries.every(entry =>
          what.source === undefined
            ? entry.topic === what.topic
            : entry.source === what.source
        )
      )
    : [];
  if (shared.length === 0) {
    return null;
  }
  const act = (what: Muteable) => () =>
    void (isMuted(preferences, what)
      ? model.verbs.unmute(what)
      : model.verbs.mute(what));
  const icon = shared.some(what => isMuted(preferences, what))
    ? unmuteIcon
    : muteIcon;
  if (shared.length > 1) {
    return {
      name: 'mute',
      label: trans.__('Mute'),
      icon,
      items: () =>
        shared.map(what => ({
          label: muteLabel(isMuted(preferences, what), what, trans),
          run: act(what)
        }))
    };
  }
  const [what] = shared;
  const name = nameOf(what);
  return {
    name: 'mute',
    label: isMuted(preferences, what)
      ? trans.__('Unmute “%1”', name)
      : trans.__('Mute “%1”', name),
    icon,
    run: act(what)
  };
}

function muteLabel(
  muted: boolean,
  what: Muteable,
  trans: ICenterContext['trans']
): string {
  if (what.source !== undefined) {
    return muted
      ? trans.__('Unmute source “%1”', what.source)
      : trans.__('Mute source “%1”', what.source);
  }
  return muted
    ? trans.__('Unmute topic “%1”', what.topic)
    : trans.__('Mute topic “%1”', what.topic);
}
