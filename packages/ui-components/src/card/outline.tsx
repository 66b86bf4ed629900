/** What stands for a card until it is drawn: its title, where it will be. */

import React from 'react';

import { entriesOf } from '../model/rows';
import type { Row } from '../model/rows';
import { isUnread } from '../model/unread';

/** The outline of a card. */
export function Outline(props: { row: Row }): JSX.Element {
  const { row } = props;
  const unread = entriesOf(row).some(isUnread);
  return (
    <div
      className={`jp-Notifications-card jp-Notifications-outline${unread ? ' jp-mod-unread' : ''}`}
    >
      <h4 className="jp-Notifications-title">
        <bdi>{titleOf(row)}</bdi>
      </h4>
    </div>
  );
}

function titleOf(row: Row): string {
  switch (row.kind) {
    case 'inbox':
      return row.entry.title;
    case 'group':
      return row.name;
    default:
      return row.entry.message;
  }
}
