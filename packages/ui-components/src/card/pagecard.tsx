/** One notification of the page: the application's own, gone when the page reloads. */

import React, { useId } from 'react';

import type { ICardProps } from './card';
import { isPlainKey } from './card';
import { CardToolbar } from './cardtoolbar';
import { useCenter } from '../context';
import { Frame, ProgressBar } from './frame';
import { closeIcon } from '../icons';
import type { IPageEntry } from '../interfaces';

/** One notification of the page. */
export function PageCard(
  props: ICardProps & { entry: IPageEntry }
): JSX.Element {
  const { model, trans } = useCenter();
  const { entry, isActive } = props;
  const id = useId();
  const dismiss = () => model.dismiss(entry);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Delete' && isPlainKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      dismiss();
    }
  };
  return (
    <Frame
      id={id}
      rowKey={props.rowKey}
      type={entry.type}
      isUnread={false}
      isActive={isActive}
      created={entry.created.toISOString()}
      title={<bdi>{entry.message}</bdi>}
      meta={
        <span
          className="jp-Notifications-chip"
          title={trans.__('Shown in this tab only; gone when the page reloads')}
        >
          {trans.__('This page')}
        </span>
      }
      toolbar={
        <CardToolbar
          isActive={isActive}
          verbs={[
            {
              name: 'dismiss',
              label: trans.__('Dismiss'),
              icon: closeIcon,
              run: dismiss
            }
          ]}
        />
      }
      onKeyDown={onKeyDown}
    >
      {entry.progress !== undefined && (
        <ProgressBar value={entry.progress} labelledBy={`${id}-title`} />
      )}
      {entry.actions.length > 0 && (
        <div className="jp-Notifications-buttons">
          {entry.actions.map((action, index) => (
            <button
              key={index}
              type="button"
              className="jp-Notifications-button"
              title={action.caption}
              tabIndex={isActive ? 0 : -1}
              onClick={() => action.run()}
            >
              <bdi>{action.label}</bdi>
            </button>
          ))}
        </div>
      )}
    </Frame>
  );
}
