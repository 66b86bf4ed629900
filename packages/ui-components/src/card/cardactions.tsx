/** The producer's own buttons on a card: links, and commands that are allowed here. */

import type { IAction, INotification } from '@jupyter-notifications/core';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import React, { useId } from 'react';

import { useCenter } from '../context';
import { destination } from './links';

/** The buttons of a notification. */
export function CardActions(props: {
  entry: INotification;
  isActive: boolean;
  open: (link: string) => void;
}): JSX.Element {
  const { model, options, trans, status } = useCenter();
  const { entry } = props;
  const id = useId();

  /** Why an action cannot be run; '' until the server has said what it allows; null if it can. */
  const obstacle = (action: IAction): string | null => {
    if (action.link !== undefined) {
      return destination(action.link)
        ? null
        : trans.__('“%1” leads nowhere that may be opened.', action.label);
    }
    if (action.command === undefined || !status) {
      return '';
    }
    const allowed = [
      ...status.allowed_commands,
      ...(options.allowedCommands?.() ?? [])
    ];
    if (!allowed.includes(action.command)) {
      return trans.__('This server does not allow “%1”.', action.label);
    }
    return options.host.hasCommand(action.command)
      ? null
      : trans.__('“%1” is not available in this application.', action.label);
  };

  const run = (action: IAction) => {
    // Asked again: what is allowed may have changed since the button was drawn.
    if (obstacle(action) !== null) {
      return;
    }
    if (action.link !== undefined) {
      props.open(action.link);
    } else if (action.command !== undefined) {
      const args: ReadonlyJSONObject = action.args ?? {};
      options.host.runCommand(action.command, args);
      void model.verbs.followed(entry);
    }
  };

  const actions = (entry.actions ?? []).map(action => ({
    action,
    reason: obstacle(action)
  }));
  return (
    <>
      <div className="jp-Notifications-buttons">
        {actions.map(({ action, reason }, index) => (
          <button
            key={index}
            type="button"
            className="jp-Notifications-button"
            disabled={reason !== null}
            aria-describedby={reason ? `${id}-${index}` : undefined}
            tabIndex={props.isActive ? 0 : -1}
            onClick={() => run(action)}
          >
            <bdi>{action.label}</bdi>
          </button>
        ))}
      </div>
      {actions.map(
        ({ reason }, index) =>
          reason && (
            <p
              key={index}
              className="jp-Notifications-reason"
              id={`${id}-${index}`}
              dir="auto"
            >
              {reason}
            </p>
          )
      )}
    </>
  );
}
