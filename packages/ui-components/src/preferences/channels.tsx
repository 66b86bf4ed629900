/** The channels that the notifications of a topic also go to. */

import React, { useRef, useState } from 'react';

import { useDraft } from './draft';
import type { IPartProps } from './part';

/** The part of the form. */
export function Channels(props: IPartProps): JSX.Element {
  const { preferences, trans, save } = props;
  const [topic, setTopic] = useState('');
  const [names, setNames] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const add = () => {
    const channels = split(names);
    if (topic.trim() && channels.length > 0) {
      save(latest => ({
        channels: { ...latest.channels, [topic.trim()]: channels }
      }));
      setTopic('');
      setNames('');
    }
    input.current?.focus();
  };
  const onEnter = (event: React.KeyboardEvent) => {
    // Enter also ends the writing of a word by an input method.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      add();
    }
  };
  return (
    <fieldset className="jp-Notifications-preferencesPart">
      <legend>{trans.__('Channels')}</legend>
      <p className="jp-Notifications-preferencesNote">
        {trans.__(
          'Where the notifications of a topic also go, such as e-mail, by the names that your administrator gave to the channels; several with commas between them.'
        )}
      </p>
      {Object.entries(preferences.channels).map(([name, channels]) => (
        <Channel
          key={name}
          topic={name}
          channels={channels}
          trans={trans}
          change={to =>
            save(latest => {
              const now = { ...latest.channels };
              delete now[name];
              return { channels: to ? { ...now, [name]: to } : now };
            })
          }
          remove={() => input.current?.focus()}
        />
      ))}
      <div className="jp-Notifications-preferencesRow">
        <input
          ref={input}
          type="text"
          maxLength={128}
          aria-label={trans.__('Topic')}
          placeholder={trans.__('Topic')}
          value={topic}
          onChange={event => setTopic(event.target.value)}
          onKeyDown={onEnter}
        />
        <input
          type="text"
          aria-label={trans.__('Channels')}
          placeholder={trans.__('Channels')}
          value={names}
          onChange={event => setNames(event.target.value)}
          onKeyDown={onEnter}
        />
        <button
          type="button"
          className="jp-Notifications-preferencesButton"
          onClick={add}
        >
          {trans.__('Add')}
        </button>
      </div>
    </fieldset>
  );
}

function Channel(props: {
  topic: string;
  channels: ReadonlyArray<string>;
  trans: IPartProps['trans'];
  /** Change it, or take it away. */
  change: (to: string[] | null) => void;
  /** It was taken away. */
  remove: () => void;
}): JSX.Element {
  const { topic, channels, trans, change } = props;
  const draft = useDraft(
    channels.join(', '),
    value => change(split(value)),
    value => split(value).length > 0
  );
  return (
    <div className="jp-Notifications-preferencesRow">
      <label>
        <bdi>{topic}</bdi>
        <input
          type="text"
          value={draft.value}
          onChange={event => draft.type(event.target.value)}
          onBlur={draft.send}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              event.preventDefault();
              draft.send();
            }
          }}
        />
      </label>
      <button
        type="button"
        className="jp-Notifications-preferencesButton"
        aria-label={trans.__('Remove the channels of “%1”', topic)}
        onClick={() => {
          change(null);
          props.remove();
        }}
      >
        {trans.__('Remove')}
      </button>
    </div>
  );
}

/** The names in a text, each once. */
function split(text: string): string[] {
  const names = text.split(',').map(name => name.trim());
  return [...new Set(names.filter(name => name !== ''))];
}
