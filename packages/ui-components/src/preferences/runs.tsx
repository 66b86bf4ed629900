/** From when on the end of a run is told. */

import React from 'react';

import { useDraft } from './draft';
import type { IPartProps } from './part';

/** The most that the server takes: a week. */
const MOST_SECONDS = 604_800;

/** The part of the form. */
export function Runs(props: IPartProps): JSX.Element {
  const { preferences, trans, save } = props;
  const kept = preferences.run_threshold;
  const seconds = useDraft(
    kept === undefined ? '' : String(kept),
    value => save({ run_threshold: Number(value) }),
    // What a number field cannot read is empty.
    value => value !== '' && Number(value) >= 0 && Number(value) <= MOST_SECONDS
  );
  return (
    <fieldset className="jp-Notifications-preferencesPart">
      <legend>{trans.__('Runs')}</legend>
      <label>
        {trans.__('Seconds from which on the end of a run is told')}
        <input
          type="number"
          min={0}
          max={MOST_SECONDS}
          step="any"
          placeholder={trans.__('As the server has it')}
          value={seconds.value}
          onChange={event => {
            if (event.target.value || event.target.validity.badInput) {
              seconds.type(event.target.value);
            } else {
              seconds.drop();
              save({ run_threshold: undefined });
            }
          }}
          onBlur={seconds.send}
        />
      </label>
    </fieldset>
  );
}
