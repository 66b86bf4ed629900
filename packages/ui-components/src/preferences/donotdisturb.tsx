/** Do not disturb, and when it ends. */

import React from 'react';

import { isUndisturbed } from '../model/disturb';
import { useDraft } from './draft';
import type { IPartProps } from './part';

/** The part of the form. */
export function DoNotDisturb(props: IPartProps): JSX.Element {
  const { preferences, trans, save } = props;
  const isOn = isUndisturbed(preferences, Date.now());
  const until = useDraft(
    localTime(preferences.do_not_disturb_until),
    value =>
      save({
        do_not_disturb: true,
        do_not_disturb_until: new Date(value).toISOString()
      }),
    // What is past would end it; while a year is being typed it always is.
    value => Date.parse(value) > Date.now()
  );
  return (
    <fieldset className="jp-Notifications-preferencesPart">
      <legend>{trans.__('Do not disturb')}</legend>
      <label>
        <input
          type="checkbox"
          checked={isOn}
          onChange={() =>
            save({ do_not_disturb: !isOn, do_not_disturb_until: undefined })
          }
        />
        {trans.__('Only count what arrives, without toasts and sounds')}
      </label>
      {isOn && (
        <label>
          {trans.__('Until (always, if empty)')}
          <input
            type="datetime-local"
            value={until.value}
            onChange={event => {
              if (event.target.value) {
                until.type(event.target.value);
              } else {
                until.drop();
                save({ do_not_disturb: true, do_not_disturb_until: undefined });
              }
            }}
            onBlur={until.send}
          />
        </label>
      )}
    </fieldset>
  );
}

/** A moment as an input wants it: by the clock on the wall, to the minute. */
function localTime(moment: string | undefined): string {
  if (moment === undefined) {
    return '';
  }
  const date = new Date(moment);
  const wall = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return wall.toISOString().slice(0, 16);
}
