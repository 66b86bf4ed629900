/** What became of the last messages, in words. */

import type { IDeliveryState } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { dayTime } from '../card/time';

/** The list; nothing if nothing was sent yet. */
export function OutRecent(props: {
  recent: ReadonlyArray<IDeliveryState>;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { recent, trans } = props;
  if (recent.length === 0) {
    return null;
  }
  return (
    <fieldset className="jp-Notifications-preferencesPart">
      <legend>{trans.__('Last messages')}</legend>
      <ul className="jp-Notifications-outList">
        {recent.map(one => (
          <li
            key={`${one.notification} ${one.rule} ${one.channel}`}
            className="jp-Notifications-outItem"
            data-state={one.state}
          >
            <bdi className="jp-Notifications-outName">
              {one.title ?? trans.__('A notification that was deleted')}
            </bdi>
            <span>
              {trans.__('To “%1” by the rule “%2”', one.channel, one.rule)}
            </span>
            <span>{became(one, trans)}</span>
            {one.error !== undefined && one.state !== 'sent' && (
              <bdi>{one.error}</bdi>
            )}
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** What became of it, and when. */
function became(one: IDeliveryState, trans: TranslationBundle): string {
  const at = (time: string) => dayTime(new Date(time), new Date());
  switch (one.state) {
    case 'sent':
      return trans.__('Sent: %1', at(one.updated));
    case 'failed':
      return trans.__('Failed and given up: %1', at(one.updated));
    case 'skipped':
      return trans.__('Not sent, as it was no longer wanted');
    case 'waiting':
      return one.next_at === undefined ||
        Date.parse(one.next_at) <= Date.now() + 1000
        ? trans.__('On its way')
        : one.attempts > 0
          ? trans.__('Failed so far; next try: %1', at(one.next_at))
          : trans.__('Waiting until %1', at(one.next_at));
  }
}
