/** The preferences that the server keeps, as a form: it writes to the server alone, and follows whoever changes them. */

import type { INotifications, IPreferences } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useCallback, useEffect, useId, useState } from 'react';

import '../../style/preferences.css';

import { DoNotDisturb } from './donotdisturb';
import { Out } from './out';
import type { Change } from './part';
import { QuietHours } from './quiethours';
import { Runs } from './runs';
import { WordList } from './wordlist';

/** The form. */
export function PreferencesForm(props: {
  notifications: INotifications;
  trans: TranslationBundle;
}): JSX.Element {
  const { notifications, trans } = props;
  const { preferences, isOffline, hasFailed, fetch } =
    usePreferences(notifications);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();

  const save = useCallback(
    (change: Change) => {
      setProblem(null);
      notifications.setPreferences(change).catch((reason: unknown) => {
        console.warn('The preferences were not taken:', reason);
        setProblem(reason instanceof Error ? reason.message : String(reason));
      });
    },
    [notifications]
  );

  if (!preferences) {
    return hasFailed ? (
      <div className="jp-Notifications-preferences">
        <p role="alert">
          {trans.__('The server did not say what you have set.')}
        </p>
        <button
          type="button"
          className="jp-Notifications-preferencesButton"
          onClick={fetch}
        >
          {trans.__('Try again')}
        </button>
      </div>
    ) : (
      <p role="status">{trans.__('Loading…')}</p>
    );
  }
  const part = { preferences, trans, save };
  return (
    <div
      className="jp-Notifications-preferences"
      role="group"
      aria-labelledby={`${id}-heading`}
    >
      <h3 className="jp-Notifications-preferencesHeading" id={`${id}-heading`}>
        {trans.__('Quiet, muted, and channels')}
      </h3>
      <p className="jp-Notifications-preferencesNote">
        {trans.__(
          'Kept on the server: the same in every browser and application. A change counts at once.'
        )}
      </p>
      {isOffline && (
        <p role="status">
          {trans.__('The server cannot be reached, so nothing can be changed.')}
        </p>
      )}
      {problem !== null && (
        <p className="jp-Notifications-preferencesProblem" role="alert">
          {trans.__('Not saved: %1', problem)}
        </p>
      )}
      <fieldset
        className="jp-Notifications-preferencesParts"
        disabled={isOffline}
      >
        <DoNotDisturb {...part} />
        <QuietHours {...part} />
        <Runs {...part} />
        <WordList
          legend={trans.__('Muted sources')}
          note={trans.__('What comes from them arrives as read.')}
          words={preferences.muted_sources}
          trans={trans}
          change={to =>
            save(latest => ({ muted_sources: to(latest.muted_sources) }))
          }
        />
        <WordList
          legend={trans.__('Muted topics')}
          note={trans.__('What is about them arrives as read.')}
          words={preferences.muted_topics}
          trans={trans}
          change={to =>
            save(latest => ({ muted_topics: to(latest.muted_topics) }))
          }
        />
        <Out notifications={notifications} trans={trans} />
      </fieldset>
    </div>
  );
}

/** The preferences as they are, asked for if nobody did so yet. */
function usePreferences(notifications: INotifications): {
  preferences: IPreferences | null;
  isOffline: boolean;
  hasFailed: boolean;
  fetch: () => void;
} {
  const [, redraw] = useState({});
  const [hasFailed, setFailed] = useState(false);
  const fetch = useCallback(() => {
    setFailed(false);
    notifications.fetchPreferences().catch((reason: unknown) => {
      console.warn('The preferences are not known:', reason);
      setFailed(true);
    });
  }, [notifications]);
  useEffect(() => {
    const slot = () => redraw({});
    notifications.preferencesChanged.connect(slot);
    notifications.changed.connect(slot);
    fetch();
    return () => {
      notifications.preferencesChanged.disconnect(slot);
      notifications.changed.disconnect(slot);
    };
  }, [notifications, fetch]);
  return {
    preferences: notifications.preferences,
    isOffline: notifications.connection === 'offline',
    hasFailed,
    fetch
  };
}
