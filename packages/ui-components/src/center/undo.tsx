/** The strip that takes back what was done last; its clock stands while the pointer or the focus is on it. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { IconButton, useCenter } from '../context';
import { Icon, closeIcon } from '../icons';
import { dayTime } from '../card/time';
import { nameOf } from '../model/mutes';
import type { Deed } from '../model/undo';

/** The undo strip, there as a status region before it has something to say. */
export function UndoStrip(): JSX.Element {
  const { model } = useCenter();
  const { last } = model.verbs.undoStack;
  return <div role="status">{last && <Strip deed={last} />}</div>;
}

function Strip(props: { deed: Deed }): JSX.Element {
  const { model, trans } = useCenter();
  const { undoStack } = model.verbs;
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const isPaused = isPointed || isFocused;
  useEffect(() => {
    if (isPaused) {
      undoStack.pause();
      return () => undoStack.resume();
    }
  }, [isPaused, undoStack]);
  const said = describeDeed(props.deed, trans);
  return (
    <div
      className="jp-Notifications-undo"
      onPointerEnter={event => setPointed(event.pointerType !== 'touch')}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <p className="jp-Notifications-bannerText" dir="auto">
        {said}
      </p>
      <button
        type="button"
        className="jp-Notifications-button"
        onClick={() => model.undo()}
      >
        {trans.__('Undo')}
      </button>
      <IconButton
        label={trans.__('Close')}
        onClick={event => {
          if (event.detail === 0) {
            // By a key. A pointer does not ask for another place of the list.
            model.focusRow(model.rows.length > 0 ? '' : null);
          }
          void undoStack.commit();
        }}
      >
        <Icon icon={closeIcon} />
      </IconButton>
    </div>
  );
}

/** The longest title that is said in full, in characters: what is said after it has to be seen, too. */
const TITLE = 80;

function shortened(title: string): string {
  const characters = [...title];
  return characters.length > TITLE
    ? `${characters
        .slice(0, TITLE - 1)
        .join('')
        .trimEnd()}…`
    : title;
}

/** What was done, in a sentence. */
export function describeDeed(deed: Deed, trans: TranslationBundle): string {
  const count = deed.entries.length;
  const title = count === 1 ? shortened(deed.entries[0].title) : null;
  switch (deed.kind) {
    case 'delete':
      return title !== null
        ? trans.__('Deleted “%1”', title)
        : trans._n(
            'Deleted %1 notification',
            'Deleted %1 notifications',
            count
          );
    case 'archive':
      return title !== null
        ? trans.__('Archived “%1”', title)
        : trans._n(
            'Archived %1 notification',
            'Archived %1 notifications',
            count
          );
    case 'unarchive':
      return title !== null
        ? trans.__('Moved “%1” to the inbox', title)
        : trans._n(
            'Moved %1 notification to the inbox',
            'Moved %1 notifications to the inbox',
            count
          );
    case 'wake':
      return title !== null
        ? trans.__('Woke “%1”', title)
        : trans._n('Woke %1 notification', 'Woke %1 notifications', count);
    case 'snooze': {
      const until = dayTime(deed.until, new Date());
      return title !== null
        ? trans.__('Snoozed “%1” until %2', title, until)
        : trans._n(
            'Snoozed %1 notification until %2',
            'Snoozed %1 notifications until %2',
            count,
            until
          );
    }
    case 'mute':
      return trans.__('Muted “%1”', nameOf(deed.what));
    case 'unmute':
      return trans.__('Unmuted “%1”', nameOf(deed.what));
  }
}
