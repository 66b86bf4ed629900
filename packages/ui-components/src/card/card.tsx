/** One notification of the inbox. */

import type { INotification } from '@jupyter-notifications/core';
import React, { useId } from 'react';

import { Body } from './body';
import { CardActions } from './cardactions';
import { CardToolbar } from './cardtoolbar';
import { cardVerbs, pressVerb } from './cardverbs';
import { useCenter } from '../context';
import { Frame, ProgressBar } from './frame';
import { addressOf, destination, hostOf, isForBrowser } from './links';
import { isMuted, muteables } from '../model/mutes';
import { isUnread } from '../model/unread';
import { dayTime, describe } from './time';

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
  const center = useCenter();
  const { model, options, preferences, trans, username } = center;
  const { entry, isActive } = props;
  const id = useId();
  const unread = isUnread(entry);
  const link = destination(entry.link) ? entry.link : undefined;

  const onFollowed = () => void model.verbs.followed(entry);
  const open = (target: string) => {
    options.host.openLink(target);
    onFollowed();
  };

  const verbs = cardVerbs(center, [entry]);
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    if (!isPlainKey(event)) {
      return;
    }
    if (event.key === 'Enter' && event.target === event.currentTarget && link) {
      event.preventDefault();
      open(link);
    } else {
      // With others that are selected, it is one of them.
      pressVerb(event, cardVerbs(center, model.targets([entry])));
    }
  };

  const title = <bdi>{entry.title}</bdi>;
  const sender = entry.sender !== username && entry.sender;
  const muted = muteables(entry).some(what => isMuted(preferences, what));
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
          <TitleLink
            link={link}
            isActive={isActive}
            open={open}
            onFollowed={onFollowed}
          >
            {title}
          </TitleLink>
        ) : (
          title
        )
      }
      meta={[
        entry.snoozed_until && <Until until={new Date(entry.snoozed_until)} />,
        entry.source && <bdi>{entry.source}</bdi>,
        muted && trans.__('muted'),
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
          onFollowed={onFollowed}
        />
      )}
      {!!entry.actions?.length && (
        <CardActions entry={entry} isActive={isActive} open={open} />
      )}
    </Frame>
  );
}

/** How long it sleeps. */
function Until(props: { until: Date }): JSX.Element {
  const { now, trans } = useCenter();
  const { until } = props;
  return (
    <span title={describe(until.getTime(), now, trans).full}>
      {trans.__('Snoozed until %1', dayTime(until, new Date(now)))}
    </span>
  );
}

/** The title as a link. */
function TitleLink(props: {
  link: string;
  isActive: boolean;
  open: (link: string) => void;
  onFollowed: () => void;
  children: React.ReactNode;
}): JSX.Element {
  const { options } = useCenter();
  const { link, open } = props;
  const isWeb = destination(link) === 'web';
  const onClick = (event: React.MouseEvent) => {
    if (event.button > 1) {
      return;
    }
    if (isForBrowser(event)) {
      props.onFollowed();
    } else {
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
