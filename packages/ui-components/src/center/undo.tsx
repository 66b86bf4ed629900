/** The strip that takes a deletion back; its clock stands while the pointer or the focus is on it. */

import React, { useEffect, useState } from 'react';

import { IconButton, useCenter } from '../context';
import { Icon, closeIcon } from '../icons';

/** The undo strip, there as a status region before it has something to say. */
export function UndoStrip(): JSX.Element {
  const { model } = useCenter();
  const { entries } = model.verbs.removals;
  return <div role="status">{entries.length > 0 && <Strip />}</div>;
}

function Strip(): JSX.Element {
  const { model, trans } = useCenter();
  const { removals } = model.verbs;
  const { entries } = removals;
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const isPaused = isPointed || isFocused;
  useEffect(() => {
    if (isPaused) {
      removals.pause();
      return () => removals.resume();
    }
  }, [isPaused, removals]);
  return (
    <div
      className="jp-Notifications-undo"
      onPointerEnter={event => setPointed(event.pointerType !== 'touch')}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <p className="jp-Notifications-bannerText" dir="auto">
        {entries.length === 1
          ? trans.__('Deleted “%1”', entries[0].title)
          : trans._n(
              'Deleted %1 notification',
              'Deleted %1 notifications',
              entries.length
            )}
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
        onClick={() => {
          model.focusRow(model.rows[0]?.key);
          void removals.commit();
        }}
      >
        <Icon icon={closeIcon} />
      </IconButton>
    </div>
  );
}
