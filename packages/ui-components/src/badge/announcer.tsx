/** Says aloud that notifications arrived, wherever the focus is. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import type { Arrivals } from './arrivals';

/**
 * A status region that is there before its text, which is what makes a screen reader say it.
 *
 * #### Notes
 * Each message is a new element, because the same text again would not be said.
 */
export function Announcer(props: {
  arrivals: Arrivals;
  trans: TranslationBundle;
}): JSX.Element {
  const { arrivals, trans } = props;
  const [message, setMessage] = useState({ count: 0, turn: 0 });
  useEffect(() => {
    const onCounted = (_: Arrivals, count: number) =>
      setMessage(({ turn }) => ({ count, turn: turn + 1 }));
    arrivals.counted.connect(onCounted);
    return () => {
      arrivals.counted.disconnect(onCounted);
    };
  }, [arrivals]);
  return (
    <span className="jp-Notifications-visuallyHidden" role="status">
      {message.count > 0 && (
        <span key={message.turn}>
          {trans._n(
            '%1 new notification',
            '%1 new notifications',
            message.count
          )}
        </span>
      )}
    </span>
  );
}
