/** What is listed: the tabs, the search, and the filters. */

import React from 'react';

import { shortCount } from '../badge/badge';
import type { Tab } from '../model/listquery';
import { useCenter } from '../context';
import { FilterButton, FilterChips } from './filterbutton';
import { Icon, searchIcon } from '../icons';

const TABS: ReadonlyArray<Tab> = ['unread', 'all', 'archived'];
const TABS_AND_SNOOZED: ReadonlyArray<Tab> = [...TABS, 'snoozed'];

/** The id of a tab's button. */
export function tabId(panelId: string, tab: Tab): string {
  return `${panelId}-tab-${tab}`;
}

/** The row of filters. */
export function Filters(props: {
  panelId: string;
  searchRef: React.RefObject<HTMLInputElement>;
}): JSX.Element {
  const { model, trans } = useCenter();
  return (
    <div className="jp-Notifications-filters">
      <Tabs panelId={props.panelId} />
      <div className="jp-Notifications-searchRow">
        <label className="jp-Notifications-search">
          <Icon icon={searchIcon} />
          <span className="jp-Notifications-visuallyHidden">
            {trans.__('Search notifications')}
          </span>
          <input
            type="search"
            className="jp-Notifications-searchInput"
            placeholder={trans.__('Search')}
            aria-controls={props.panelId}
            ref={props.searchRef}
            value={model.filter.search}
            onChange={event => {
              model.filter.search = event.target.value;
            }}
          />
        </label>
        <FilterButton />
      </div>
      <FilterChips />
    </div>
  );
}

function Tabs(props: { panelId: string }): JSX.Element {
  const { model, options, trans } = useCenter();
  const labels: Record<Tab, string> = {
    unread: trans.__('Unread'),
    all: trans.__('All'),
    archived: trans.__('Archived'),
    snoozed: trans.__('Snoozed')
  };
  // Chosen in the menu, it is a tab as long as it is the selected one.
  const tabs = model.filter.tab === 'snoozed' ? TABS_AND_SNOOZED : TABS;
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    const forth =
      getComputedStyle(event.currentTarget).direction === 'rtl'
        ? 'ArrowLeft'
        : 'ArrowRight';
    const index = tabs.indexOf(model.filter.tab);
    const last = tabs.length - 1;
    const next = {
      ArrowLeft: forth === 'ArrowLeft' ? index + 1 : index - 1,
      ArrowRight: forth === 'ArrowRight' ? index + 1 : index - 1,
      Home: 0,
      End: last
    }[event.key];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    model.filter.tab = tabs[(next + tabs.length) % tabs.length];
    document.getElementById(tabId(props.panelId, model.filter.tab))?.focus();
  };
  return (
    <div
      className="jp-Notifications-tabs"
      role="tablist"
      aria-label={trans.__('Show')}
      onKeyDown={onKeyDown}
    >
      {tabs.map(tab => (
        <button
          key={tab}
          type="button"
          role="tab"
          className="jp-Notifications-tab"
          id={tabId(props.panelId, tab)}
          aria-selected={tab === model.filter.tab}
          aria-controls={props.panelId}
          tabIndex={tab === model.filter.tab ? 0 : -1}
          onClick={() => {
            model.filter.tab = tab;
          }}
        >
          {labels[tab]}
          {tab === 'unread' && options.notifications.unread > 0 && (
            <>
              {' '}
              <span className="jp-Notifications-tabCount">
                {shortCount(options.notifications.unread, trans)}
              </span>
            </>
          )}
        </button>
      ))}
    </div>
  );
}
