/** One notification of the inbox. */

import type { INotification } from '@jupyter-notifications/core';
import React, { useId } from 'react';

import { Body } from './body';
import { CardActions } from './cardactions';
import { CardToolbar } from './cardtoolbar';
import type { ICardVerb } from './cardtoolbar';
import { useCenter } from '../context';
import { Frame, ProgressBar } from './frame';
import {
  archiveIcon,
  deleteIcon,
  readIcon,
  unarchiveIcon,
  unreadIcon
} from '../icons';
import { addressOf, destination, hostOf } from './links';
import { isUnread } from '../model/rows';

/** What every card is given. */
export interface ICardProps {
  readonly rowKey: string;
  readonly isActive: boolean;
}

/** Whether a key was pressed alone, and not while writing. */
export function isPlainKey(event: React.KeyboardEvent): boolean {
  const modified =
    event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
  return !modified && !(event.target instanceof HTMLInputElement);
}

/** One notification of the inbox. */
export function Card(
  props: ICardProps & { entry: INotification }
): JSX.Element {
  const { model, options, trans, username } = useCenter();
  const { entry, isActive } = props;
  const id = useId();
  const unread = isUnread(entry);
  const link = destination(entry.link) ? entry.link : undefined;

  const open = (target: string) => {
    options.host.openLink(target);
    void model.verbs.followed(entry);
  };

  const verbs: ICardVerb[] = [
    {
      name: 'archive',
      label: entry.archived ? trans.__('Move to inbox') : trans.__('Archive'),
      icon: entry.archived ? unarchiveIcon : archiveIcon,
      run: () => void model.verbs.toggleArchived(entry)
    },
    {
      name: 'delete',
      label: trans.__('Delete'),
      icon: deleteIcon,
      run: () => model.verbs.remove([entry])
    }
  ];
  // What is in progress is never unread, so there is nothing to switch.
  if (entry.type !== 'in-progress') {
    verbs.unshift({
      name: 'read',
      label: unread ? trans.__('Mark as read') : trans.__('Mark as unread'),
      icon: unread ? readIcon : unreadIcon,
      run: () => void model.verbs.toggleRead(entry)
    });
  }

  const keys: Record<string, string> = {
    r: 'read',
    e: 'archive',
    Delete: 'delete'
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!isPlainKey(event)) {
      return;
    }
    if (event.key === 'Enter' && event.target === event.currentTarget && link) {
      event.preventDefault();
      open(link);
      return;
    }
    const name = keys[event.key] ?? keys[event.key.toLowerCase()];
    const verb = verbs.find(one => one.name === name);
    if (verb) {
      event.preventDefault();
      event.stopPropagation();
      verb.run();
    }
  };

  const title = <bdi>{entry.title}</bdi>;
  const sender = entry.sender !== username && entry.sender;
  return (
    <Frame
      id={id}
      rowKey={props.rowKey}
      type={entry.type}
      isUnread={unread}
      isActive={isActive}
      created={entry.created}
      title={
        link ? (
          <TitleLink link={link} isActive={isActive} open={open}>
            {title}
          </TitleLink>
        ) : (
          title
        )
      }
      meta={[
        entry.source && <bdi>{entry.source}</bdi>,
        sender && <bdi>{trans.__('from %1', sender)}</bdi>,
        link && hostOf(link) && <bdi>{hostOf(link)}</bdi>
      ].filter(Boolean)}
      toolbar={<CardToolbar verbs={verbs} isActive={isActive} />}
      onKeyDown={onKeyDown}
    >
      {entry.progress !== undefined && (
        <ProgressBar value={entry.progress} labelledBy={`${id}-title`} />
      )}
      {entry.body && (
        <Body
          source={entry.body}
          title={entry.title}
          isActive={isActive}
          onOpen={open}
          onFollowed={() => void model.verbs.followed(entry)}
        />
      )}
      {!!entry.actions?.length && (
        <CardActions entry={entry} isActive={isActive} open={open} />
      )}
    </Frame>
  );
}

/** The title as a link. */
function TitleLink(props: {
  link: string;
  isActive: boolean;
  open: (link: string) => void;
  children: React.ReactNode;
}): JSX.Element {
  const { options } = useCenter();
  const { link, open } = props;
  const isWeb = destination(link) === 'web';
  const onClick = (event: React.MouseEvent) => {
    // The middle button and modifiers are the browser's business, where it knows the address.
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey;
    if (event.button <= 1 && (isPlain || !isWeb)) {
      event.preventDefault();
      open(link);
    }
  };
  return (
    <a
      className="jp-Notifications-titleLink"
      href={addressOf(link, options.host)}
      target={isWeb ? '_blank' : undefined}
      rel="noopener noreferrer"
      tabIndex={props.isActive ? 0 : -1}
      onClick={onClick}
      onAuxClick={onClick}
    >
      {props.children}
    </a>
  );
}
