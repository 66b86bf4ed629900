/** What can be done with a card: buttons on hover or focus, and one button with a menu where nothing hovers. */

import type { LabIcon } from '@jupyterlab/ui-components';
import React, { useRef, useState } from 'react';

import { IconButton, useCenter } from '../context';
import { Icon, moreIcon } from '../icons';
import { openMenu } from '../menu';

/** Something that can be done with a card. */
export interface ICardVerb {
  readonly name: string;
  readonly label: string;
  readonly icon: LabIcon;
  readonly run: () => void;
}

/** The toolbar of a card: one stop for Tab, and arrows between its buttons. */
export function CardToolbar(props: {
  verbs: ReadonlyArray<ICardVerb>;
  isActive: boolean;
}): JSX.Element {
  const { trans } = useCenter();
  const { verbs, isActive } = props;
  const ref = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const stop = Math.min(current, verbs.length - 1);

  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !ref.current) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const isReversed = getComputedStyle(ref.current).direction === 'rtl';
    const next =
      (stop + (isReversed ? -step : step) + verbs.length) % verbs.length;
    setCurrent(next);
    ref.current.querySelectorAll('button')[next].focus();
  };

  return (
    <div
      className="jp-Notifications-actions"
      role="toolbar"
      aria-label={trans.__('Actions')}
      ref={ref}
      onKeyDown={onKeyDown}
    >
      {verbs.map((verb, index) => (
        <IconButton
          key={verb.name}
          label={verb.label}
          tabIndex={isActive && index === stop ? 0 : -1}
          onFocus={() => setCurrent(index)}
          onClick={verb.run}
        >
          <Icon icon={verb.icon} />
        </IconButton>
      ))}
      <IconButton
        className="jp-mod-more"
        label={trans.__('Actions')}
        aria-haspopup="menu"
        aria-expanded={false}
        tabIndex={isActive ? 0 : -1}
        onClick={event =>
          openMenu(event.currentTarget, trans.__('Actions'), verbs)
        }
      >
        <Icon icon={moreIcon} />
      </IconButton>
    </div>
  );
}
