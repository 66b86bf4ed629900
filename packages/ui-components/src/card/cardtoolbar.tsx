/** What can be done with a card: buttons on hover or focus, and one button with a menu where nothing hovers. */

import type { LabIcon } from '@jupyterlab/ui-components';
import React, { useRef, useState } from 'react';

import { IconButton, useCenter } from '../context';
import { Icon, moreIcon } from '../icons';
import { openMenu } from '../menu';
import type { MenuItem } from '../menu';

/** Something that can be done with a card: at once, or by a choice in a menu. */
export type ICardVerb = {
  readonly name: string;
  readonly label: string;
  readonly icon: LabIcon;
} & (
  | { readonly run: () => void; readonly items?: undefined }
  | { readonly items: () => ReadonlyArray<MenuItem> }
);

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
          data-verb={verb.name}
          aria-haspopup={verb.items && 'menu'}
          aria-expanded={verb.items && false}
          tabIndex={isActive && index === stop ? 0 : -1}
          onFocus={() => setCurrent(index)}
          onClick={event => {
            if (verb.items) {
              openMenu(event.currentTarget, verb.label, verb.items());
            } else {
              verb.run();
            }
          }}
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
          openMenu(
            event.currentTarget,
            trans.__('Actions'),
            verbs.map(verb =>
              verb.items
                ? { label: verb.label, items: verb.items() }
                : { label: verb.label, run: verb.run }
            )
          )
        }
      >
        <Icon icon={moreIcon} />
      </IconButton>
    </div>
  );
}

/** Open the menu of a verb from a key: below its button, with the focus going back to the card. */
export function openVerbMenu(
  card: HTMLElement,
  verb: ICardVerb & { readonly items: () => ReadonlyArray<MenuItem> }
): void {
  const button = [
    card.querySelector<HTMLElement>(`[data-verb="${verb.name}"]`),
    card.querySelector<HTMLElement>('.jp-mod-more')
  ].find(one => one && one.getClientRects().length > 0);
  openMenu(button ?? card, verb.label, verb.items(), card);
}
