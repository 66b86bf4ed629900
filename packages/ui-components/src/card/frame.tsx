/** The frame of a card: icon, title, time, meta row with its toolbar, and what follows below. */

import type { INotification } from '@jupyter-notifications/core';
import React from 'react';

import { Check, useIsSelected } from './check';
import { useCenter } from '../context';
import { Icon, typeIcon } from '../icons';
import { describe } from './time';

/** The parts that every card has. */
export function Frame(props: Frame.IProps): JSX.Element {
  const { trans, now } = useCenter();
  const { id, created, type = 'default', isUnread } = props;
  const then = Date.parse(created);
  const moment = describe(then, now, trans);
  const isRunning = type === 'in-progress';
  const part = (name: string) => `${id}-${name}`;
  const isSelected = useIsSelected();
  return (
    <article
      className={[
        'jp-Notifications-card',
        isUnread && 'jp-mod-unread',
        isSelected && 'jp-mod-selected',
        props.className
      ]
        .filter(Boolean)
        .join(' ')}
      data-type={type}
      data-key={props.rowKey}
      tabIndex={props.isActive ? 0 : -1}
      aria-labelledby={part('title')}
      aria-describedby={`${part('time')} ${part('meta')}`}
      onKeyDown={props.onKeyDown}
    >
      <Check
        rowKey={props.rowKey}
        labelledBy={part('title')}
        isActive={props.isActive}
      />
      <span className="jp-Notifications-cardIcon">
        <Icon icon={typeIcon(type)} />
        <span className="jp-Notifications-visuallyHidden">
          {Frame.typeName(type, trans)}
        </span>
      </span>
      <div className="jp-Notifications-cardContent">
        <div className="jp-Notifications-titleRow">
          <h4 className="jp-Notifications-title" id={part('title')}>
            {isUnread && (
              <span className="jp-Notifications-visuallyHidden">
                {trans.__('Unread:')}{' '}
              </span>
            )}
            {props.title}
          </h4>
          <time
            className="jp-Notifications-time"
            id={part('time')}
            dateTime={Number.isFinite(then) ? created : undefined}
            title={
              isRunning ? trans.__('Started %1', moment.full) : moment.full
            }
          >
            <bdi aria-hidden="true">{moment.short}</bdi>
            <span className="jp-Notifications-visuallyHidden">
              {isRunning
                ? trans.__('started %1', moment.spoken)
                : moment.spoken}
            </span>
          </time>
        </div>
        <div className="jp-Notifications-metaRow">
          <p className="jp-Notifications-meta" id={part('meta')}>
            {React.Children.toArray(props.meta).map((child, index) => (
              <React.Fragment key={index}>
                {index > 0 && <span aria-hidden="true">{' · '}</span>}
                {child}
              </React.Fragment>
            ))}
          </p>
          {props.toolbar}
        </div>
        {props.children}
      </div>
    </article>
  );
}

/** A namespace for `Frame` statics. */
export namespace Frame {
  /** What the frame holds. */
  export interface IProps {
    /** Unique in the document. */
    readonly id: string;
    readonly rowKey: string;
    readonly type?: INotification['type'];
    readonly isUnread: boolean;
    readonly className?: string;
    /** Whether Tab leads into this card. */
    readonly isActive: boolean;
    /** RFC 3339. */
    readonly created: string;
    readonly title: React.ReactNode;
    /** Shown with a dot between them. */
    readonly meta: React.ReactNode;
    readonly toolbar: React.ReactNode;
    readonly onKeyDown: (event: React.KeyboardEvent<HTMLElement>) => void;
    readonly children?: React.ReactNode;
  }

  /** What a type is called. */
  export function typeName(
    type: INotification['type'],
    trans: ReturnType<typeof useCenter>['trans']
  ): string {
    switch (type) {
      case 'success':
        return trans.__('Success');
      case 'error':
        return trans.__('Error');
      case 'warning':
        return trans.__('Warning');
      case 'info':
        return trans.__('Information');
      case 'in-progress':
        return trans.__('In progress');
      default:
        return trans.__('Notification');
    }
  }
}

/** How far something is. */
export function ProgressBar(props: {
  value: number;
  labelledBy: string;
}): JSX.Element {
  const { trans } = useCenter();
  const value = Math.min(1, Math.max(0, props.value));
  return (
    <div className="jp-Notifications-progressRow">
      <progress
        className="jp-Notifications-progress"
        max={1}
        value={value}
        aria-labelledby={props.labelledBy}
      />
      <span className="jp-Notifications-progressText">
        {trans.__('%1%', Math.floor(value * 100))}
      </span>
    </div>
  );
}
