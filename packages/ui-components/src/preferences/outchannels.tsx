/** The channels: those of the administrator, and those of the owner, which can be added and taken away. */

import type {
  IDeliveries,
  IDeliveryChannel
} from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useRef, useState } from 'react';

import { FieldFaults } from './outmodel';
import type { OutModel } from './outmodel';
import { Refused, refusedField } from './refused';
import type { Faults } from './refused';

const EXAMPLE = 'mailtos://me:password@mail.example.org?to=me@example.org';

/** The part of the form. */
export function OutChannels(props: {
  model: OutModel;
  value: IDeliveries;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, value, trans } = props;
  const [testing, setTesting] = useState<string | null>(null);
  const [said, setSaid] = useState<Readonly<Record<string, string>>>({});
  const name = useRef<HTMLInputElement>(null);
  const say = (channel: string, words: string) =>
    setSaid(now => ({ ...now, [channel]: words }));
  const test = async (channel: string) => {
    // The server sends one at a time.
    if (testing !== null) {
      return;
    }
    setTesting(channel);
    say(channel, trans.__('Sending…'));
    try {
      const { sent, error } = await model.test(channel);
      say(
        channel,
        sent
          ? trans.__('The test was sent.')
          : trans.__('The test was not sent: %1', error ?? '')
      );
    } catch (reason) {
      say(channel, trans.__('The test was not sent: %1', messageOf(reason)));
    }
    setTesting(null);
  };
  const remove = async (channel: string) => {
    try {
      await model.change(() => ({ channels: { [channel]: null } }));
      say(channel, '');
      // The button goes with its channel.
      name.current?.focus();
    } catch (reason) {
      const { fields, message } = new FieldFaults(reason, '/channels/');
      say(channel, trans.__('Not removed: %1', fields[channel] ?? message));
    }
  };
  return (
    <fieldset className="jp-Notifications-preferencesPart">
      <legend>{trans.__('Channels')}</legend>
      <p className="jp-Notifications-preferencesNote">
        {value.editable
          ? trans.__(
              'Where notifications can go besides the inbox, such as e-mail, Slack or a phone. Rules say which of them do.'
            )
          : trans.__(
              'Where notifications can go besides the inbox. Your administrator sets the channels and the rules.'
            )}
      </p>
      {value.channels.length > 0 && (
        <ul className="jp-Notifications-outList">
          {value.channels.map(channel => (
            <Channel
              key={channel.name}
              channel={channel}
              isEditable={value.editable}
              isTesting={testing !== null}
              said={said[channel.name] ?? ''}
              trans={trans}
              test={() => void test(channel.name)}
              remove={() => void remove(channel.name)}
            />
          ))}
        </ul>
      )}
      {value.editable && (
        <AddChannel model={model} value={value} trans={trans} name={name} />
      )}
    </fieldset>
  );
}

function Channel(props: {
  channel: IDeliveryChannel;
  isEditable: boolean;
  isTesting: boolean;
  said: string;
  trans: TranslationBundle;
  test: () => void;
  remove: () => void;
}): JSX.Element {
  const { channel, isEditable, isTesting, said, trans } = props;
  return (
    <li className="jp-Notifications-outItem">
      <div className="jp-Notifications-outHead">
        <bdi className="jp-Notifications-outName">{channel.name}</bdi>
        {channel.fixed && (
          <span className="jp-Notifications-outTag">
            {trans.__('Set by the administrator')}
          </span>
        )}
      </div>
      <bdi>{channel.where || channel.kind}</bdi>
      {channel.problem !== undefined && (
        <p className="jp-Notifications-preferencesProblem">{channel.problem}</p>
      )}
      {isEditable && (
        <div className="jp-Notifications-preferencesRow">
          <button
            type="button"
            className="jp-Notifications-preferencesButton"
            aria-label={trans.__('Send a test to “%1”', channel.name)}
            // Not disabled: the focus is on it.
            aria-disabled={isTesting}
            onClick={props.test}
          >
            {trans.__('Send a test')}
          </button>
          {!channel.fixed && (
            <button
              type="button"
              className="jp-Notifications-preferencesButton"
              aria-label={trans.__('Remove the channel “%1”', channel.name)}
              onClick={props.remove}
            >
              {trans.__('Remove')}
            </button>
          )}
        </div>
      )}
      <span className="jp-Notifications-outSaid" role="status">
        {said}
      </span>
    </li>
  );
}

function AddChannel(props: {
  model: OutModel;
  value: IDeliveries;
  trans: TranslationBundle;
  name: React.RefObject<HTMLInputElement>;
}): JSX.Element {
  const { model, value, trans } = props;
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const known = value.channels.find(one => one.name === name.trim());
  const add = async () => {
    const named = name.trim();
    if (!named || !address.trim()) {
      (named ? field : props.name).current?.focus();
      return;
    }
    try {
      await model.change(() => ({ channels: { [named]: address.trim() } }));
      // The address is a secret, and never shown again.
      setName('');
      setAddress('');
      setFaults({});
      props.name.current?.focus();
    } catch (reason) {
      const { fields, message } = new FieldFaults(reason, '/channels/');
      const ofChannel = fields[named];
      // What is wrong with a name has no place in a path that would repeat it.
      const isName = ofChannel === undefined || known?.fixed === true;
      setFaults({ [isName ? 'name' : 'address']: ofChannel ?? message });
      (isName ? props.name : field).current?.focus();
    }
  };
  const onEnter = (event: React.KeyboardEvent) => {
    // Enter also ends the writing of a word by an input method.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void add();
    }
  };
  return (
    <div className="jp-Notifications-outFields">
      <label>
        {trans.__('Name of a new channel')}
        <input
          ref={props.name}
          type="text"
          maxLength={64}
          value={name}
          {...refusedField(`${id}-name`, faults.name)}
          onChange={event => setName(event.target.value)}
          onKeyDown={onEnter}
        />
      </label>
      <Refused id={`${id}-name`} message={faults.name} trans={trans} />
      <label>
        {trans.__('Its address, as Apprise has them; it is not shown again')}
        <input
          ref={field}
          type="text"
          maxLength={2048}
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          placeholder={EXAMPLE}
          value={address}
          {...refusedField(`${id}-address`, faults.address)}
          onChange={event => setAddress(event.target.value)}
          onKeyDown={onEnter}
        />
      </label>
      <Refused id={`${id}-address`} message={faults.address} trans={trans} />
      <div className="jp-Notifications-preferencesRow">
        <button
          type="button"
          className="jp-Notifications-preferencesButton"
          onClick={() => void add()}
        >
          {known && !known.fixed
            ? trans.__('Replace the address')
            : trans.__('Add the channel')}
        </button>
      </div>
      <details>
        <summary>{trans.__('What an address may begin with')}</summary>
        <p className="jp-Notifications-preferencesNote" dir="ltr">
          {value.schemes.map(scheme => `${scheme}://`).join('  ')}
        </p>
      </details>
    </div>
  );
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
