/** What a list is narrowed down to: a menu to choose in, and a chip for each choice, which takes it back. */

import type { NotificationType } from '@jupyter-notifications/core';
import React, { useRef } from 'react';

import { Frame } from '../card/frame';
import { IconButton, useCenter } from '../context';
import type { ICenterContext } from '../context';
import { Icon, closeIcon, filterIcon } from '../icons';
import { openMenu } from '../menu';
import type { MenuItem } from '../menu';
import { isMuted } from '../model/mutes';
import type { Muteable } from '../model/mutes';

/** In the order in which they matter. */
const TYPES: ReadonlyArray<NotificationType> = [
  'error',
  'warning',
  'success',
  'info',
  'in-progress',
  'default'
];

/** The button that opens the filter menu. */
export function FilterButton(): JSX.Element {
  const center = useCenter();
  const { model, trans } = center;
  const label = trans.__('Filter');
  const chosen = choices(center).map(one => one.text);
  return (
    <IconButton
      label={
        chosen.length > 0 ? trans.__('Filter: %1', chosen.join(', ')) : label
      }
      className={
        model.filter.isFiltered
          ? 'jp-Notifications-filterButton jp-mod-filtered'
          : 'jp-Notifications-filterButton'
      }
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={event =>
        openMenu(event.currentTarget, label, filterItems(center))
      }
    >
      <Icon icon={filterIcon} />
    </IconButton>
  );
}

/** A chip for each choice; nothing if there is none. */
export function FilterChips(): JSX.Element | null {
  const center = useCenter();
  const { trans } = center;
  const ref = useRef<HTMLUListElement>(null);
  const chosen = choices(center);
  if (chosen.length === 0) {
    return null;
  }
  const takeBack = (index: number) => {
    // The focus stays in the row, or goes where one chooses again.
    const chips = ref.current?.querySelectorAll('button') ?? [];
    const next =
      chips[index + 1] ??
      chips[index - 1] ??
      ref.current
        ?.closest('.jp-Notifications-filters')
        ?.querySelector<HTMLElement>('.jp-Notifications-filterButton');
    next?.focus();
    chosen[index].takeBack();
  };
  return (
    <ul
      className="jp-Notifications-filterChips"
      aria-label={trans.__('Filters')}
      ref={ref}
    >
      {chosen.map((one, index) => (
        <li key={one.name}>
          <button
            type="button"
            className="jp-Notifications-button jp-Notifications-filterChip"
            aria-label={trans.__('Remove filter: %1', one.text)}
            title={trans.__('Remove filter: %1', one.text)}
            onClick={() => takeBack(index)}
          >
            <bdi className="jp-Notifications-filterChipText">{one.text}</bdi>
            <Icon icon={closeIcon} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What is chosen, in words, and how it is taken back. */
function choices(center: ICenterContext): ReadonlyArray<{
  readonly name: string;
  readonly text: string;
  readonly takeBack: () => void;
}> {
  const { model, trans } = center;
  const { source, topic, type } = model.filter.filters;
  const found = [
    source !== undefined && {
      name: 'source',
      text: trans.__('Source: %1', source),
      takeBack: () => model.filter.choose({ source: null })
    },
    topic !== undefined && {
      name: 'topic',
      text: trans.__('Topic: %1', topic),
      takeBack: () => model.filter.choose({ topic: null })
    },
    type !== undefined && {
      name: 'type',
      text: trans.__('Type: %1', Frame.typeName(type, trans)),
      takeBack: () => model.filter.choose({ type: null })
    }
  ];
  return found.filter(one => one !== false);
}

/** The filter menu. */
function filterItems(center: ICenterContext): MenuItem[] {
  const { model, preferences, trans } = center;
  const { facets, filter } = model;
  const { source, topic, type } = filter.filters;
  const hint = (what: Muteable) =>
    isMuted(preferences, what) ? trans.__('muted') : undefined;
  const items: MenuItem[] = [];
  const sources = facets.sources(preferences);
  if (sources.length > 0) {
    items.push({
      label: trans.__('Source'),
      items: [
        {
          label: trans.__('All sources'),
          chosen: source === undefined,
          run: () => filter.choose({ source: null })
        },
        ...sources.map(one => ({
          label: one,
          hint: hint({ source: one }),
          chosen: source === one,
          run: () => filter.choose({ source: one })
        }))
      ]
    });
  }
  const topics = facets.topics(preferences);
  if (topics.length > 0) {
    items.push({
      label: trans.__('Topic'),
      items: [
        {
          label: trans.__('All topics'),
          chosen: topic === undefined,
          run: () => filter.choose({ topic: null })
        },
        ...topics.map(one => ({
          label: one,
          hint: hint({ topic: one }),
          chosen: topic === one,
          run: () => filter.choose({ topic: one })
        }))
      ]
    });
  }
  items.push(
    {
      label: trans.__('Type'),
      items: [
        {
          label: trans.__('All types'),
          chosen: type === undefined,
          run: () => filter.choose({ type: null })
        },
        ...TYPES.map(one => ({
          label: Frame.typeName(one, trans),
          chosen: type === one,
          run: () => filter.choose({ type: one })
        }))
      ]
    },
    'separator',
    {
      label: trans.__('Snoozed'),
      run: () => {
        filter.tab = 'snoozed';
      }
    }
  );
  if (filter.isFiltered) {
    items.push('separator', {
      label: trans.__('Clear filters'),
      run: () => filter.clearFilters()
    });
  }
  return items;
}
