/** The rules: which notifications go to which channels, and when. */

import type { IDeliveries, IDeliveryRule } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useRef, useState } from 'react';

import { FieldFaults } from './outmodel';
import type { OutModel } from './outmodel';
import { Refused } from './refused';
import type { Faults } from './refused';
import { RuleFields } from './rulefields';
import { factsOf } from './rulewords';

/** The part of the form. */
export function OutRules(props: {
  model: OutModel;
  value: IDeliveries;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, value, trans } = props;
  const adder = useRef<HTMLButtonElement>(null);
  const names = value.channels.map(one => one.name);
  return (
    <fieldset className="jp-Notifications-preferencesPart">
      <legend>{trans.__('Rules')}</legend>
      {value.rules.length === 0 && (
        <p className="jp-Notifications-preferencesNote">
          {names.length > 0
            ? trans.__('No rule yet: nothing goes out.')
            : trans.__('Rules need a channel first.')}
        </p>
      )}
      {value.rules.length > 0 && (
        <ul className="jp-Notifications-outList">
          {value.rules.map((rule, index) => (
            // By place: its name can be changed while the focus is in it.
            <Rule
              key={`${rule.fixed} ${index}`}
              rule={rule}
              channels={names}
              isEditable={value.editable && !rule.fixed}
              model={model}
              trans={trans}
              removed={() => adder.current?.focus()}
            />
          ))}
        </ul>
      )}
      {value.editable && names.length > 0 && (
        <AddRule model={model} value={value} trans={trans} adder={adder} />
      )}
    </fieldset>
  );
}

function Rule(props: {
  rule: IDeliveryRule;
  channels: ReadonlyArray<string>;
  isEditable: boolean;
  model: OutModel;
  trans: TranslationBundle;
  removed: () => void;
}): JSX.Element {
  const { rule, model, trans } = props;
  const [isOpen, setOpen] = useState(false);
  const [faults, setFaults] = useState<Faults>({});
  const id = useId();
  const save = async (
    make: (latest: IDeliveryRule | undefined) => IDeliveryRule | null
  ) => {
    try {
      await model.saveRule(rule.name, make);
      setFaults({});
      return true;
    } catch (reason) {
      setFaults(faultsOf(reason));
      return false;
    }
  };
  return (
    <li className="jp-Notifications-outItem">
      <div className="jp-Notifications-outHead">
        <bdi className="jp-Notifications-outName">{rule.name}</bdi>
        {rule.fixed && (
          <span className="jp-Notifications-outTag">
            {trans.__('Set by the administrator')}
          </span>
        )}
        {!rule.enabled && (
          <span className="jp-Notifications-outTag">{trans.__('Off')}</span>
        )}
      </div>
      <Facts rule={rule} trans={trans} />
      {props.isEditable && (
        <div className="jp-Notifications-preferencesRow">
          <label>
            <input
              type="checkbox"
              checked={rule.enabled}
              aria-label={trans.__('The rule “%1” is on', rule.name)}
              onChange={event => {
                const enabled = event.currentTarget.checked;
                void save(latest => ({ ...(latest ?? rule), enabled }));
              }}
            />
            {trans.__('On')}
          </label>
          <button
            type="button"
            className="jp-Notifications-preferencesButton"
            aria-label={trans.__('Change the rule “%1”', rule.name)}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {trans.__('Change')}
          </button>
          <button
            type="button"
            className="jp-Notifications-preferencesButton"
            aria-label={trans.__('Remove the rule “%1”', rule.name)}
            onClick={async () => {
              if (await save(() => null)) {
                // The button goes with its rule.
                props.removed();
              }
            }}
          >
            {trans.__('Remove')}
          </button>
        </div>
      )}
      <Refused id={`${id}-all`} message={faults['']} trans={trans} />
      {isOpen && props.isEditable && (
        <RuleFields
          rule={rule}
          channels={props.channels}
          faults={faults}
          trans={trans}
          change={change =>
            void save(latest => ({ ...(latest ?? rule), ...change }))
          }
        />
      )}
    </li>
  );
}

/** What a rule says, in words. */
function Facts(props: {
  rule: IDeliveryRule;
  trans: TranslationBundle;
}): JSX.Element {
  return (
    <ul className="jp-Notifications-outFacts">
      {factsOf(props.rule, props.trans).map(fact => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}

function AddRule(props: {
  model: OutModel;
  value: IDeliveries;
  trans: TranslationBundle;
  adder: React.RefObject<HTMLButtonElement>;
}): JSX.Element {
  const { model, value, trans, adder } = props;
  const [draft, setDraft] = useState<IDeliveryRule | null>(null);
  const [faults, setFaults] = useState<Faults>({});
  const id = useId();
  const close = () => {
    setDraft(null);
    setFaults({});
    adder.current?.focus();
  };
  const save = async (rule: IDeliveryRule) => {
    try {
      await model.saveRule(null, () => rule);
      close();
    } catch (reason) {
      setFaults(faultsOf(reason));
    }
  };
  return (
    <>
      <div className="jp-Notifications-preferencesRow">
        <button
          ref={adder}
          type="button"
          className="jp-Notifications-preferencesButton"
          aria-expanded={draft !== null}
          onClick={() =>
            draft
              ? close()
              : setDraft({
                  name: trans.__('Rule %1', value.rules.length + 1),
                  enabled: true,
                  channels: [value.channels[0].name],
                  min_priority: 'low',
                  after: 0,
                  quiet_hours: 'hold'
                })
          }
        >
          {trans.__('New rule')}
        </button>
      </div>
      {draft && (
        <div className="jp-Notifications-outItem">
          <RuleFields
            rule={draft}
            channels={value.channels.map(one => one.name)}
            faults={faults}
            trans={trans}
            change={change => setDraft(now => now && { ...now, ...change })}
          />
          <Refused id={`${id}-all`} message={faults['']} trans={trans} />
          <div className="jp-Notifications-preferencesRow">
            <button
              type="button"
              className="jp-Notifications-preferencesButton"
              onClick={() => void save(draft)}
            >
              {trans.__('Add the rule')}
            </button>
            <button
              type="button"
              className="jp-Notifications-preferencesButton"
              onClick={close}
            >
              {trans.__('Cancel')}
            </button>
          </div>
        </div>
      )}
    </>
  );
}

function faultsOf(reason: unknown): Faults {
  const { fields, message } =
    reason instanceof FieldFaults ? reason : new FieldFaults(reason, '');
  return Object.keys(fields).length > 0 ? fields : { '': message };
}
