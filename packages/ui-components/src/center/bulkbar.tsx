/** What can be done with all that is selected, in the place of the header. */

import React, { useLayoutEffect, useRef, useState } from 'react';

import { cardVerbs } from '../card/cardverbs';
import { IconButton, useCenter } from '../context';
import { Icon, closeIcon } from '../icons';
import { openMenu } from '../menu';

/** The bar of the selection: one stop for Tab, and arrows between its controls. */
export function BulkBar(props: BulkBar.IProps): JSX.Element {
  const center = useCenter();
  const { model, trans } = center;
  const { selected } = model;
  const ref = useRef<HTMLDivElement>(null);
  const [current, setStop] = useState(0);
  const isAll = selected.length === model.selectable;
  // One source of many is not for muting: that is done on a card.
  const verbs = cardVerbs(center, selected).filter(
    verb => verb.name !== 'mute'
  );
  // With other things selected there are other verbs, and perhaps fewer.
  const stop = Math.min(current, verbs.length + 1);
  const tabIndex = (index: number) => (index === stop ? 0 : -1);

  // It goes with the selection, and the focus may be in it.
  const leave = useRef(props.onLeave);
  leave.current = props.onLeave;
  useLayoutEffect(() => {
    const node = ref.current;
    return () => {
      if (node?.contains(document.activeElement)) {
        leave.current();
      }
    };
  }, []);

  const controls = () => [
    ...(ref.current?.querySelectorAll<HTMLElement>('input, button') ?? [])
  ];
  const onKeyDown = (event: React.KeyboardEvent) => {
    const forth = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = controls();
    if (!forth || !ref.current) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const isReversed = getComputedStyle(ref.current).direction === 'rtl';
    const next = stop + (isReversed ? -forth : forth) + all.length;
    all[next % all.length].focus();
  };

  return (
    <div
      className="jp-Notifications-bulk"
      role="toolbar"
      aria-label={trans.__('Selected notifications')}
      ref={ref}
      onKeyDown={onKeyDown}
      onFocus={event =>
        setStop(Math.max(0, controls().indexOf(event.target as HTMLElement)))
      }
    >
      <label className="jp-Notifications-check">
        <input
          type="checkbox"
          className="jp-Notifications-checkbox"
          aria-label={trans.__('Select all')}
          title={trans.__('Select all')}
          tabIndex={tabIndex(0)}
          checked={isAll}
          ref={node => {
            if (node) {
              node.indeterminate = !isAll;
            }
          }}
          onChange={() => (isAll ? model.selection.clear() : model.selectAll())}
        />
      </label>
      <h2 className="jp-Notifications-visuallyHidden" id={props.headingId}>
        {trans.__('Notifications')}
      </h2>
      <p className="jp-Notifications-heading">
        {trans._n('%1 selected', '%1 selected', selected.length)}
      </p>
      {verbs.map((verb, index) => (
        <IconButton
          key={verb.name}
          label={verb.label}
          aria-haspopup={verb.items && 'menu'}
          aria-expanded={verb.items && false}
          tabIndex={tabIndex(index + 1)}
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
        label={trans.__('Cancel selection')}
        tabIndex={tabIndex(verbs.length + 1)}
        onClick={() => model.selection.clear()}
      >
        <Icon icon={closeIcon} />
      </IconButton>
    </div>
  );
}

/** A namespace for `BulkBar` statics. */
export namespace BulkBar {
  /** Where the bar is. */
  export interface IProps {
    /** The id of the heading, which names the center as long as the header's is not there. */
    readonly headingId: string;
    /** The bar goes, and the focus was in it. */
    readonly onLeave: () => void;
  }
}
