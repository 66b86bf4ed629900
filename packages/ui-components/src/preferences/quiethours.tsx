/** Quiet hours: from when to when, where, and on which days. */

import type { IQuietHours } from '@jupyter-notifications/core';
import React, { useId } from 'react';

import { useDraft } from './draft';
import type { IPartProps } from './part';

const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** The part of the form. */
export function QuietHours(props: IPartProps): JSX.Element {
  const { preferences, trans, save } = props;
  const hours = preferences.quiet_hours;
  return (
    <fieldset className="jp-Notifications-preferencesPart">
      <legend>{trans.__('Quiet hours')}</legend>
      <label>
        <input
          type="checkbox"
          checked={hours !== undefined}
          onChange={() =>
            save({
              quiet_hours: hours
                ? undefined
                : { start: '22:00', end: '07:00', time_zone: hereZone() }
            })
          }
        />
        {trans.__('Do not disturb at certain hours')}
      </label>
      {hours && (
        <Hours
          hours={hours}
          trans={trans}
          // Over what there is by then: another tab may have changed the rest.
          change={change =>
            save(latest => ({
              quiet_hours: { ...(latest.quiet_hours ?? hours), ...change }
            }))
          }
        />
      )}
    </fieldset>
  );
}

function Hours(props: {
  hours: IQuietHours;
  trans: IPartProps['trans'];
  change: (change: Partial<IQuietHours>) => void;
}): JSX.Element {
  const { hours, trans, change } = props;
  const id = useId();
  const zones = zonesWith(hours.time_zone);
  const isOn = (day: number) => !hours.days || hours.days.includes(day);
  const toggle = (day: number) => {
    const days = DAYS.filter(one => isOn(one) !== (one === day));
    // All of them is the same as none named, and none at all is what the box above is for.
    change({ days: days.length === DAYS.length ? undefined : days });
  };
  return (
    <>
      <div className="jp-Notifications-preferencesRow">
        <TimeField
          label={trans.__('From')}
          kept={hours.start}
          save={start => change({ start })}
        />
        <TimeField
          label={trans.__('To')}
          kept={hours.end}
          save={end => change({ end })}
        />
        <label>
          {trans.__('Time zone')}
          <select
            value={hours.time_zone}
            onChange={event => change({ time_zone: event.target.value })}
          >
            {zones.map(zone => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        </label>
      </div>
      <div
        className="jp-Notifications-preferencesRow"
        role="group"
        aria-labelledby={`${id}-days`}
      >
        <span id={`${id}-days`}>{trans.__('They begin on')}</span>
        {DAYS.map(day => (
          <label key={day}>
            <input
              type="checkbox"
              checked={isOn(day)}
              // One day has to be left.
              disabled={isOn(day) && hours.days?.length === 1}
              onChange={() => toggle(day)}
            />
            {dayName(day)}
          </label>
        ))}
      </div>
    </>
  );
}

/** A time of the day, sent once its typing rests. */
function TimeField(props: {
  label: string;
  kept: string;
  save: (time: string) => void;
}): JSX.Element {
  const draft = useDraft(props.kept, props.save);
  return (
    <label>
      {props.label}
      <input
        type="time"
        required
        value={draft.value}
        onChange={event => draft.type(event.target.value)}
        onBlur={draft.send}
      />
    </label>
  );
}

/** The zone of this browser. */
function hereZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** The zones to choose from: those that the browser knows, this one among them. */
function zonesWith(zone: string): string[] {
  const { supportedValuesOf } = Intl as {
    supportedValuesOf?: (key: 'timeZone') => string[];
  };
  const known = supportedValuesOf?.('timeZone') ?? [];
  return [...new Set([...known, 'UTC', hereZone(), zone])].sort();
}

/** The name of a day, 0 for Monday, in the language of the page. */
function dayName(day: number): string {
  const language = document.documentElement.lang || undefined;
  // The first of January 2024 was a Monday.
  return new Date(2024, 0, 1 + day).toLocaleDateString(language, {
    weekday: 'short'
  });
}
