/** A rule in words. */

import type {
  IDeliveryRule,
  NotificationType,
  Priority
} from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';

/** The types that a rule may name, as the server knows them. */
export const TYPES: ReadonlyArray<NotificationType> = [
  'error',
  'warning',
  'success',
  'info',
  'default',
  'in-progress'
];

/** From the least to the greatest. */
export const PRIORITIES: ReadonlyArray<Priority> = [
  'low',
  'normal',
  'high',
  'urgent'
];

/** The name of a type. */
export function typeName(
  type: NotificationType,
  trans: TranslationBundle
): string {
  switch (type) {
    case 'error':
      return trans.__('Error');
    case 'warning':
      return trans.__('Warning');
    case 'success':
      return trans.__('Success');
    case 'info':
      return trans.__('Information');
    case 'in-progress':
      return trans.__('In progress');
    default:
      return trans.__('Other');
  }
}

/** From which priority on. */
export function priorityName(
  priority: Priority,
  trans: TranslationBundle
): string {
  switch (priority) {
    case 'urgent':
      return trans.__('Urgent only');
    case 'high':
      return trans.__('High and urgent');
    case 'normal':
      return trans.__('Normal and more');
    default:
      return trans.__('Any priority');
  }
}

/** How it is collected. */
export function digestName(
  digest: IDeliveryRule['digest'],
  trans: TranslationBundle
): string {
  return digest === undefined
    ? trans.__('Each by itself')
    : digest === 'daily'
      ? trans.__('Collected, at 8 in the morning')
      : trans._n(
          'Collected, every %1 minute',
          'Collected, every %1 minutes',
          digest
        );
}

/** All that a rule says, a few words each. */
export function factsOf(
  rule: IDeliveryRule,
  trans: TranslationBundle
): string[] {
  const { types, topics, sources, after } = rule;
  const facts = [trans.__('To: %1', rule.channels.join(', '))];
  if (types) {
    const names = types.map(type => typeName(type, trans));
    facts.push(trans.__('Types: %1', names.join(', ')));
  }
  if (topics) {
    facts.push(trans.__('Topics: %1', topics.join(', ')));
  }
  if (sources) {
    facts.push(trans.__('Sources: %1', sources.join(', ')));
  }
  facts.push(priorityName(rule.min_priority, trans));
  facts.push(
    after > 0
      ? trans._n(
          'If still unread after %1 minute',
          'If still unread after %1 minutes',
          after
        )
      : trans.__('At once')
  );
  if (rule.digest !== undefined) {
    facts.push(digestName(rule.digest, trans));
  }
  facts.push(
    rule.quiet_hours === 'ignore'
      ? trans.__('Also in quiet hours')
      : trans.__('Waits for the end of quiet hours')
  );
  return facts;
}
