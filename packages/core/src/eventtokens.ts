/** The token of the events, and what it promises to other extensions. */

import { Token } from '@lumino/coreutils';
import type { JSONObject } from '@lumino/coreutils';
import type { IDisposable, IObservableDisposable } from '@lumino/disposable';
import type { IStream } from '@lumino/signaling';

/** An event as the socket delivers it: the event's data, and what the server says about it. */
export interface IEventFrame extends JSONObject {
  schema_id: string;
}

/** A schema, in short. */
export interface ISchemaSummary {
  schema_id: string;
  version: string;
  title?: string;
  description?: string;
  properties: string[];
}

/** A filter in the CloudEvents subscription dialects. */
export type EventFilter =
  | { exact: Record<string, string> }
  | { prefix: Record<string, string> }
  | { suffix: Record<string, string> }
  | { all: EventFilter[] }
  | { any: EventFilter[] }
  | { not: EventFilter };

/** The events of the server. */
export interface IEvents extends IObservableDisposable {
  /** Every registered schema. */
  schemas(): Promise<ISchemaSummary[]>;
  /** One schema, whole. */
  schema(schemaId: string): Promise<JSONObject>;
  /** Emit one event. Rejects with the server's reasons. */
  emit(event: IEvents.IEvent): Promise<void>;
  /** Events that pass all filters, from now on; again after the connection was lost, without what was missed. */
  subscribe(filters?: ReadonlyArray<EventFilter>): IEventSubscription;
}

/** A namespace for `IEvents` statics. */
export namespace IEvents {
  /** What is emitted. */
  export interface IEvent {
    schema_id: string;
    version: string;
    data: JSONObject;
    event_id?: string;
  }
}

/** A filtered subscription, until it is disposed. */
export interface IEventSubscription extends IDisposable {
  /** The events, as a signal and as something to iterate over; what came before that is not kept. */
  readonly stream: IStream<IEventSubscription, IEventFrame>;
  /** Change what is let through. Resolves when the server has taken it, rejects if it refuses. */
  setFilters(filters: ReadonlyArray<EventFilter>): Promise<void>;
}

/** The token of the events. */
export const IEvents = new Token<IEvents>(
  '@jupyter-notifications/core:IEvents',
  'The events of the server: schemas, emit, and filtered subscriptions.'
);
