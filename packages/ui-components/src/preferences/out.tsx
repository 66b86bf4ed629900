/** Where notifications go besides the inbox: channels, rules, and what became of the last ones. */

import type { INotifications } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';

import '../../style/out.css';

import { OutChannels } from './outchannels';
import { OutModel } from './outmodel';
import { OutRecent } from './outrecent';
import { OutRules } from './outrules';

const INSTALL = 'pip install jupyter-notifications[out]';

/** The part of the form. */
export function Out(props: {
  notifications: INotifications;
  trans: TranslationBundle;
}): JSX.Element {
  const { notifications, trans } = props;
  const root = useRef<HTMLDivElement>(null);
  const [model, setModel] = useState<OutModel | null>(null);
  const [, redraw] = useState({});
  useEffect(() => {
    if (!notifications.delivery) {
      return;
    }
    const made = new OutModel(
      notifications,
      // The Settings Editor may stay open behind other tabs.
      () => !document.hidden && (root.current?.checkVisibility?.() ?? true)
    );
    made.changed.connect(() => redraw({}));
    setModel(made);
    return () => made.dispose();
  }, [notifications]);
  return (
    <div className="jp-Notifications-out" ref={root}>
      {notifications.delivery ? (
        model && <Parts model={model} trans={trans} />
      ) : (
        <Fixed title={trans.__('Channels')}>
          {trans.__(
            'This inbox is kept in the browser: there is no server that could send anything elsewhere.'
          )}
        </Fixed>
      )}
    </div>
  );
}

function Parts(props: {
  model: OutModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const { value, hasFailed } = model;
  if (!value) {
    return hasFailed ? (
      <Fixed title={trans.__('Channels')}>
        {trans.__('The server did not say where notifications go.')}{' '}
        <button
          type="button"
          className="jp-Notifications-preferencesButton"
          onClick={() => void model.refresh()}
        >
          {trans.__('Try again')}
        </button>
      </Fixed>
    ) : (
      <p role="status">{trans.__('Loading…')}</p>
    );
  }
  if (!value.available) {
    return (
      <Fixed title={trans.__('Channels')}>
        {trans.__(
          'Notifications can also go to e-mail, Slack or a phone once Apprise is installed where the server runs, and the server is started again:'
        )}{' '}
        <code>{INSTALL}</code>
      </Fixed>
    );
  }
  return (
    <>
      <OutChannels model={model} value={value} trans={trans} />
      <OutRules model={model} value={value} trans={trans} />
      <OutRecent recent={value.recent} trans={trans} />
    </>
  );
}

/** A part that has nothing to change. */
function Fixed(props: {
  title: string;
  children: React.ReactNode;
}): JSX.Element {
  return (
    <fieldset className="jp-Notifications-preferencesPart">
      <legend>{props.title}</legend>
      <p className="jp-Notifications-preferencesNote">{props.children}</p>
    </fieldset>
  );
}
