/** Reads the server's answers: what has not the shape of the contract is refused. */

import type { JSONObject } from '@lumino/coreutils';

import type { ISchemaSummary } from './eventtokens';
import type {
  IChanged,
  IChanges,
  IHead,
  IHint,
  INotification,
  IPage,
  IPreferences,
  IStatus,
  PostAnswer
} from './wire';

/** One notification. All of these throw a `TypeError` that names what is wrong. */
export function readNotification(value: unknown): INotification {
  const entry = readObject(value);
  for (const key of ['id', 'title', 'arrived', 'created', 'updated']) {
    Private.expect(entry, key, 'string');
  }
  return entry as unknown as INotification;
}

/** A page of a list. */
export function readPage(value: unknown): IPage {
  const page = Private.head(value);
  if (page.next !== null) {
    Private.expect(page, 'next', 'string');
  }
  return { ...page, items: Private.items(page) } as IPage;
}

/** What changed after a cursor. */
export function readChanges(value: unknown): IChanges {
  const changes = Private.head(value);
  Private.expect(changes, 'more', 'boolean');
  Private.expect(changes, 'reset', 'boolean');
  const removed = Private.array(changes, 'removed').map(String);
  return { ...changes, items: Private.items(changes), removed } as IChanges;
}

/** The answer to a change of many. */
export function readChanged(value: unknown): IChanged {
  const changed = Private.head(value);
  Private.expect(changed, 'changed', 'number');
  return changed as unknown as IChanged;
}

/** A frame of the notification socket. */
export function readHint(value: unknown): IHint {
  const hint = Private.head(value);
  Private.expect(hint, 'schema_id', 'string');
  return hint as unknown as IHint;
}

/** The answer to a post. */
export function readPostAnswer(value: unknown): PostAnswer {
  const answer = readObject(value);
  Private.expect(answer, 'id', 'string');
  if (typeof answer.recipients === 'number') {
    return { id: String(answer.id), recipients: answer.recipients };
  }
  return readNotification(answer);
}

/** How the store is. */
export function readStatus(value: unknown): IStatus {
  const status = readObject(value);
  Private.expect(status, 'durable', 'boolean');
  Private.expect(status, 'writable', 'boolean');
  const commands = Private.array(status, 'allowed_commands').map(String);
  return {
    ...status,
    allowed_commands: commands,
    problem: status.problem ?? null
  } as unknown as IStatus;
}

/** What a person wants to be told; fields that are not known here are kept, so that they can be sent back. */
export function readPreferences(value: unknown): IPreferences {
  const preferences = readObject(value);
  Private.expect(preferences, 'do_not_disturb', 'boolean');
  Private.expect(preferences, 'quiet', 'boolean');
  readObject(preferences.channels);
  return {
    ...preferences,
    muted_sources: Private.array(preferences, 'muted_sources').map(String),
    muted_topics: Private.array(preferences, 'muted_topics').map(String)
  } as unknown as IPreferences;
}

/** Every registered schema, in short. */
export function readSchemas(value: unknown): ISchemaSummary[] {
  return Private.array(readObject(value), 'schemas').map(one => {
    const schema = readObject(one);
    Private.expect(schema, 'schema_id', 'string');
    Private.expect(schema, 'version', 'string');
    Private.array(schema, 'properties');
    return schema as unknown as ISchemaSummary;
  });
}

/** A JSON object. */
export function readObject(value: unknown): JSONObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('The answer is not an object');
  }
  return value as JSONObject;
}

/** A namespace for private data. */
namespace Private {
  /** Where an inbox stands, with whatever else there is. */
  export function head(value: unknown): JSONObject & IHead {
    const head = readObject(value);
    expect(head, 'epoch', 'string');
    expect(head, 'seq', 'string');
    expect(head, 'unread', 'number');
    return head as JSONObject & IHead;
  }

  /** The notifications of an answer. */
  export function items(answer: JSONObject): INotification[] {
    return array(answer, 'items').map(readNotification);
  }

  /** An array of an answer. */
  export function array(answer: JSONObject, key: string): unknown[] {
    const value = answer[key];
    if (!Array.isArray(value)) {
      throw new TypeError(`"${key}" of the answer is not an array`);
    }
    return value;
  }

  /** Throw unless a field has this type. */
  export function expect(
    answer: JSONObject,
    key: string,
    type: 'string' | 'number' | 'boolean'
  ): void {
    if (typeof answer[key] !== type) {
      throw new TypeError(`"${key}" of the answer is not a ${type}`);
    }
  }
}
