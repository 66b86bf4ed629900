/** What is wrong, in a line above the list: offline, not loaded, not durable, read only, or a change that was not saved. */

import React from 'react';

import { Offer } from '../attention/offer';
import { IconButton, useCenter } from '../context';
import { Icon, closeIcon, offlineIcon, warningIcon } from '../icons';
import { clockTime } from '../card/time';

/** The banners: on the connection, or on the list and the store; one on the last change; and an offer. */
export function Banners(): JSX.Element {
  const { model, options, trans } = useCenter();
  const { connection, lastUpdated, status } = options.notifications;
  const { problem } = model.verbs;
  const isOffline = connection === 'offline';
  // Without cards, what stands in their place says it.
  const hasFailed =
    !isOffline && model.state === 'failed' && model.rows.length > 0;
  const store = status && storeProblem(status, trans);
  return (
    <>
      <div role="status">
        {isOffline && (
          <div className="jp-Notifications-banner">
            <Icon icon={offlineIcon} />
            <p className="jp-Notifications-bannerText">
              {lastUpdated
                ? trans.__(
                    'Offline. Last updated at %1.',
                    clockTime(lastUpdated)
                  )
                : trans.__('Offline. The server cannot be reached.')}
            </p>
            <button
              type="button"
              className="jp-Notifications-button"
              onClick={() => void model.retry()}
            >
              {trans.__('Try again')}
            </button>
          </div>
        )}
        {hasFailed && (
          <div className="jp-Notifications-banner">
            <Icon icon={warningIcon} />
            <p className="jp-Notifications-bannerText">
              {trans.__('Not everything could be loaded.')}
            </p>
            <button
              type="button"
              className="jp-Notifications-button"
              onClick={() => void model.retry()}
            >
              {trans.__('Try again')}
            </button>
          </div>
        )}
        {!isOffline && store && (
          <div className="jp-Notifications-banner">
            <Icon icon={warningIcon} />
            <p className="jp-Notifications-bannerText">{store}</p>
          </div>
        )}
        {problem && (
          <div className="jp-Notifications-banner">
            <Icon icon={warningIcon} />
            <p className="jp-Notifications-bannerText">
              {problem === 'delete'
                ? trans.__('Not deleted. The server did not take the change.')
                : trans.__('Not saved. The server did not take the change.')}
            </p>
            <IconButton
              label={trans.__('Dismiss')}
              onClick={() => model.verbs.dismissProblem()}
            >
              <Icon icon={closeIcon} />
            </IconButton>
          </div>
        )}
      </div>
      <Offer />
    </>
  );
}

function storeProblem(
  status: { durable: boolean; writable: boolean },
  trans: ReturnType<typeof useCenter>['trans']
): string | null {
  if (!status.writable) {
    return trans.__(
      'Read only. The server cannot write to its database, so nothing can be changed now.'
    );
  }
  return status.durable
    ? null
    : trans.__(
        'Not saved. The server cannot open its database, so these notifications are lost when it stops.'
      );
}
