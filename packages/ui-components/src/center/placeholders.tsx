/** What stands where there are no cards: loading, nothing there, nothing found, not loaded. */

import React from 'react';

import { useCenter } from '../context';
import { Icon, bellIcon } from '../icons';

/** Where a list would be. */
export interface IPlaceholderProps {
  readonly id: string;
  /** The id of the selected tab. */
  readonly labelledBy: string;
}

/** Widths of title and meta row of the grey cards, in percent. */
const GREY: ReadonlyArray<readonly [number, number]> = [
  [78, 47],
  [54, 35],
  [88, 52],
  [62, 39],
  [70, 43],
  [48, 30]
];

/** Grey cards while the first page is on its way. */
export function Loading(props: IPlaceholderProps): JSX.Element {
  const { trans } = useCenter();
  const bar = (width: string) => (
    <span className="jp-Notifications-skeleton" style={{ inlineSize: width }} />
  );
  return (
    <div
      className="jp-Notifications-list"
      id={props.id}
      role="tabpanel"
      aria-labelledby={props.labelledBy}
      aria-busy="true"
    >
      <p className="jp-Notifications-visuallyHidden" role="status">
        {trans.__('Loading notifications…')}
      </p>
      {GREY.map(([title, meta], index) => (
        <div
          key={index}
          className="jp-Notifications-card jp-mod-skeleton"
          aria-hidden="true"
        >
          <span className="jp-Notifications-cardIcon">{bar('16px')}</span>
          <div className="jp-Notifications-cardContent">
            {bar(`${title}%`)}
            <div className="jp-Notifications-metaRow">{bar(`${meta}%`)}</div>
          </div>
        </div>
      ))}
    </div>
  );
}

/** Why there are no cards. */
export function Empty(props: IPlaceholderProps): JSX.Element {
  const { model, options, trans } = useCenter();
  const { host } = options;
  let heading = trans.__('You’re all caught up');
  let text = trans.__(
    'Runs that finish or fail, and messages from your administrators, show up here.'
  );
  let button = host.openSettings && {
    label: trans.__('Notification settings'),
    run: () => host.openSettings?.()
  };
  if (model.state === 'failed') {
    heading = trans.__('Notifications could not be loaded');
    text = trans.__('The server did not answer as it should.');
    // Offline, the banner has the button.
    button =
      options.notifications.connection === 'offline'
        ? undefined
        : { label: trans.__('Try again'), run: () => void model.retry() };
  } else if (model.filter.search.trim() || model.filter.isFiltered) {
    heading = trans.__('Nothing found');
    text = trans.__('No notification here matches the search and the filters.');
    button = {
      label: trans.__('Show all'),
      run: () => model.filter.widen()
    };
  } else if (model.filter.tab === 'archived') {
    heading = trans.__('Nothing archived');
    text = trans.__('Notifications that you archive are kept here.');
    button = undefined;
  } else if (model.filter.tab === 'snoozed') {
    heading = trans.__('Nothing snoozed');
    text = trans.__('Notifications that you snooze wait here for their time.');
    button = undefined;
  }
  return (
    <div
      className="jp-Notifications-empty"
      id={props.id}
      role="tabpanel"
      aria-labelledby={props.labelledBy}
    >
      <Icon icon={bellIcon} />
      <h3 className="jp-Notifications-emptyHeading">{heading}</h3>
      <p>{text}</p>
      {button && (
        <button
          type="button"
          className="jp-Notifications-button"
          onClick={button.run}
        >
          {button.label}
        </button>
      )}
    </div>
  );
}
