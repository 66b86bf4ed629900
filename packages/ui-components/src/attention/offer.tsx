/** The line above the list that offers desktop notifications, and says why none came of it. */

import React, { useCallback, useSyncExternalStore } from 'react';

import { IconButton, useCenter } from '../context';
import { blocked } from './words';
import { Icon, bellIcon, closeIcon } from '../icons';

/** The offer: once, until it is answered or dismissed. */
export function Offer(): JSX.Element | null {
  const { options, trans } = useCenter();
  const { desktop } = options;
  const subscribe = useCallback(
    (onChange: () => void) => {
      const slot = () => onChange();
      desktop?.changed.connect(slot);
      return () => {
        desktop?.changed.disconnect(slot);
      };
    },
    [desktop]
  );
  const stage = useSyncExternalStore(subscribe, () =>
    desktop?.isOpen ? desktop.permission : null
  );
  if (!desktop || !stage) {
    return null;
  }
  return (
    <div className="jp-Notifications-banner">
      <Icon icon={bellIcon} />
      <p className="jp-Notifications-bannerText" role="status">
        {stage === 'denied'
          ? blocked(trans)
          : trans.__('Be told on the desktop when no tab of Jupyter is seen?')}
      </p>
      {stage === 'default' && (
        <button
          type="button"
          className="jp-Notifications-button"
          onClick={() => void desktop.enable()}
        >
          {trans.__('Turn on')}
        </button>
      )}
      <IconButton label={trans.__('Dismiss')} onClick={() => desktop.dismiss()}>
        <Icon icon={closeIcon} />
      </IconButton>
    </div>
  );
}
