/** Several notifications of one group, folded into one card; what is done to it is done to all of them. */

import type {
  INotification,
  NotificationType
} from '@jupyter-notifications/core';
import { caretDownEmptyIcon } from '@jupyterlab/ui-components';
import React, { memo, useId } from 'react';

import type { ICardProps } from './card';
import { isPlainKey } from './card';
import { CardToolbar } from './cardtoolbar';
import { cardVerbs, pressVerb } from './cardverbs';
import { useCenter } from '../context';
import type { ICenterContext } from '../context';
import { Frame } from './frame';
import { Icon } from '../icons';
import { countTypes, worstType } from '../model/groups';
import { isUnread } from '../model/rows';
import type { IGroupRow } from '../model/rows';

/** A group. */
export const GroupCard = memo(Group, (before, after) => {
  const [a, b] = [before.row, after.row];
  return (
    before.rowKey === after.rowKey &&
    before.isActive === after.isActive &&
    a.isUnfolded === b.isUnfolded &&
    a.entries.length === b.entries.length &&
    a.entries.every((entry, index) => entry === b.entries[index])
  );
});

function Group(props: ICardProps & { row: IGroupRow }): JSX.Element {
  const center = useCenter();
  const { model, trans } = center;
  const { row, rowKey, isActive } = props;
  const { entries, isUnfolded, name } = row;
  const id = useId();
  const toggle = () => model.toggleGroup(rowKey);
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    if (!isPlainKey(event)) {
      return;
    }
    if (event.key === 'Enter' && event.target === event.currentTarget) {
      event.preventDefault();
      toggle();
    } else {
      pressVerb(event, cardVerbs(center, model.targets(entries)));
    }
  };
  // All are of one source: that is what makes them a group.
  const { created, source } = entries[0];
  return (
    <Frame
      id={id}
      rowKey={rowKey}
      className="jp-mod-group"
      type={worstType(entries)}
      isUnread={entries.some(isUnread)}
      isActive={isActive}
      created={created}
      title={
        <button
          type="button"
          className="jp-Notifications-groupToggle"
          aria-expanded={isUnfolded}
          tabIndex={isActive ? 0 : -1}
          onClick={toggle}
        >
          <bdi className="jp-Notifications-groupName">{name}</bdi>
          <span className="jp-Notifications-count" aria-hidden="true">
            {entries.length}
          </span>
          <span className="jp-Notifications-visuallyHidden">
            {trans._n(
              ', %1 notification',
              ', %1 notifications',
              entries.length
            )}
          </span>
          <Icon icon={caretDownEmptyIcon} />
        </button>
      }
      meta={[
        source && <bdi key="source">{source}</bdi>,
        summary(entries, trans)
      ].filter(Boolean)}
      toolbar={
        <CardToolbar verbs={cardVerbs(center, entries)} isActive={isActive} />
      }
      onKeyDown={onKeyDown}
    />
  );
}

/** How many there are of each type that says how something went. */
function summary(
  entries: ReadonlyArray<INotification>,
  trans: ICenterContext['trans']
): string {
  const counts = countTypes(entries);
  const say = (
    type: NotificationType,
    words: (count: number) => string
  ): string[] => {
    const count = counts.get(type) ?? 0;
    return count > 0 ? [words(count)] : [];
  };
  return [
    ...say('in-progress', n => trans._n('%1 running', '%1 running', n)),
    ...say('success', n => trans._n('%1 finished', '%1 finished', n)),
    ...say('warning', n => trans._n('%1 warning', '%1 warnings', n)),
    ...say('error', n => trans._n('%1 error', '%1 errors', n))
  ].join(', ');
}
