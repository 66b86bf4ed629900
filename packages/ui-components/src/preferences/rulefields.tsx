/** The fields of a rule. */

import type { IDeliveryRule, Priority } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import { useDraft } from './draft';
import { Refused, refusedField } from './refused';
import type { Faults } from './refused';
import {
  PRIORITIES,
  TYPES,
  digestName,
  priorityName,
  typeName
} from './rulewords';

/** Minutes that are offered; a rule may have others. */
const DIGESTS = [15, 60, 240];

/** The fields. */
export function RuleFields(props: {
  rule: IDeliveryRule;
  channels: ReadonlyArray<string>;
  faults: Faults;
  trans: TranslationBundle;
  /** What is given as undefined is left out of the rule. */
  change: (change: Partial<IDeliveryRule>) => void;
}): JSX.Element {
  const { rule, faults, trans, change } = props;
  const id = useId();
  const digests = new Set([...DIGESTS, rule.digest]);
  digests.delete('daily');
  digests.delete(undefined);
  const text =
    (name: string, label: string, kept: string) =>
    (
      to: (value: string) => Partial<IDeliveryRule>,
      more: { optional?: boolean; numeric?: boolean; note?: string } = {}
    ) => (
      <TextField
        id={`${id}-${name}`}
        label={label}
        kept={kept}
        fault={faults[name]}
        trans={trans}
        save={value => change(to(value))}
        {...more}
      />
    );
  const words = (value: string) => {
    const split = value.split(',').map(word => word.trim());
    const found = [...new Set(split.filter(word => word !== ''))];
    return found.length > 0 ? found : undefined;
  };
  return (
    <div className="jp-Notifications-outFields">
      {text(
        'name',
        trans.__('Name of the rule'),
        rule.name
      )(name => ({
        name: name.trim()
      }))}
      <Boxes
        id={`${id}-channels`}
        label={trans.__('Goes to')}
        all={props.channels.map(name => [name, name])}
        on={rule.channels}
        fault={faults.channels}
        trans={trans}
        // One has to be left.
        change={channels => channels.length > 0 && change({ channels })}
      />
      <Boxes
        id={`${id}-types`}
        label={trans.__('Types; none means all but what is in progress')}
        all={TYPES.map(type => [type, typeName(type, trans)])}
        on={rule.types ?? []}
        fault={faults.types}
        trans={trans}
        change={types =>
          change({ types: types.length > 0 ? types : undefined })
        }
      />
      {text(
        'topics',
        trans.__('Topics'),
        rule.topics?.join(', ') ?? ''
      )(value => ({ topics: words(value) }), {
        optional: true,
        note: trans.__(
          'All, if empty. Several with commas between them; run.* is all that begins with run.'
        )
      })}
      {text(
        'sources',
        trans.__('Sources'),
        rule.sources?.join(', ') ?? ''
      )(value => ({ sources: words(value) }), { optional: true })}
      <label>
        {trans.__('Priority')}
        <select
          value={rule.min_priority}
          {...refusedField(`${id}-priority`, faults.min_priority)}
          onChange={event =>
            change({ min_priority: event.target.value as Priority })
          }
        >
          {PRIORITIES.map(priority => (
            <option key={priority} value={priority}>
              {priorityName(priority, trans)}
            </option>
          ))}
        </select>
      </label>
      <Refused
        id={`${id}-priority`}
        message={faults.min_priority}
        trans={trans}
      />
      {text(
        'after',
        trans.__('Only if still unread after so many minutes; 0 is at once'),
        String(rule.after)
      )(value => ({ after: Number(value) }), { numeric: true })}
      <label>
        {trans.__('Messages')}
        <select
          value={String(rule.digest ?? '')}
          {...refusedField(`${id}-digest`, faults.digest)}
          onChange={event => {
            const { value } = event.target;
            change({
              digest:
                value === ''
                  ? undefined
                  : value === 'daily'
                    ? value
                    : Number(value)
            });
          }}
        >
          {[undefined, ...(digests as Set<number>), 'daily' as const].map(
            digest => (
              <option key={digest ?? ''} value={digest ?? ''}>
                {digestName(digest, trans)}
              </option>
            )
          )}
        </select>
      </label>
      <Refused id={`${id}-digest`} message={faults.digest} trans={trans} />
      <label>
        <input
          type="checkbox"
          checked={rule.quiet_hours === 'ignore'}
          onChange={event =>
            change({ quiet_hours: event.target.checked ? 'ignore' : 'hold' })
          }
        />
        {trans.__('Also in quiet hours and while do not disturb is on')}
      </label>
    </div>
  );
}

/** A line of text, sent once its typing rests. */
function TextField(props: {
  id: string;
  label: string;
  kept: string;
  fault: string | undefined;
  trans: TranslationBundle;
  save: (value: string) => void;
  optional?: boolean;
  numeric?: boolean;
  note?: string;
}): JSX.Element {
  const { id, fault, note } = props;
  const draft = useDraft(
    props.kept,
    props.save,
    value => props.optional === true || value !== ''
  );
  const described = [note && `${id}-note`, fault !== undefined && id];
  return (
    <>
      <label>
        {props.label}
        <input
          type={props.numeric ? 'number' : 'text'}
          {...(props.numeric ? { min: 0, max: 10080 } : {})}
          value={draft.value}
          {...refusedField(id, fault)}
          aria-describedby={described.filter(Boolean).join(' ') || undefined}
          onChange={event => draft.type(event.target.value)}
          onBlur={draft.send}
          onKeyDown={event => {
            // Not for the form around.
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
              event.preventDefault();
              draft.send();
            }
          }}
        />
      </label>
      {note && (
        <p className="jp-Notifications-preferencesNote" id={`${id}-note`}>
          {note}
        </p>
      )}
      <Refused id={id} message={fault} trans={props.trans} />
    </>
  );
}

/** Boxes of which some are checked. */
function Boxes<T extends string>(props: {
  id: string;
  label: string;
  all: ReadonlyArray<readonly [T, string]>;
  on: ReadonlyArray<T>;
  fault: string | undefined;
  trans: TranslationBundle;
  change: (on: T[]) => void;
}): JSX.Element {
  const { id, all, on, fault } = props;
  return (
    <div
      role="group"
      aria-labelledby={`${id}-label`}
      aria-describedby={fault === undefined ? undefined : id}
    >
      <span id={`${id}-label`}>{props.label}</span>
      <div className="jp-Notifications-preferencesRow">
        {all.map(([value, name]) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={on.includes(value)}
              onChange={() =>
                props.change(
                  all
                    .map(([one]) => one)
                    .filter(one => on.includes(one) !== (one === value))
                )
              }
            />
            <bdi>{name}</bdi>
          </label>
        ))}
      </div>
      <Refused id={id} message={fault} trans={props.trans} />
    </div>
  );
}
