/** The client of the server's events: schemas, emit, and filtered subscriptions. */

import { ServerConnection } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { readObject, readSchemas } from './answers';
import type {
  EventFilter,
  IEvents,
  IEventSubscription,
  ISchemaSummary
} from './eventtokens';
import { ask } from './requests';
import { EventSubscription } from './subscription';

/** Events of one server. */
export class EventsClient implements IEvents {
  constructor(options: EventsClient.IOptions = {}) {
    this.serverSettings =
      options.serverSettings ?? ServerConnection.makeSettings();
  }

  /** The server settings used to make API requests. */
  readonly serverSettings: ServerConnection.ISettings;

  get disposed(): ISignal<this, void> {
    return this._disposed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    for (const subscription of [...this._subscriptions]) {
      subscription.dispose();
    }
    this._disposed.emit();
    Signal.clearData(this);
  }

  schemas(): Promise<ISchemaSummary[]> {
    const path = ['events', 'schemas'];
    return ask(this.serverSettings, { path }, readSchemas);
  }

  schema(schemaId: string): Promise<JSONObject> {
    const path = ['events', 'schemas'];
    const query = { schema_id: schemaId };
    return ask(this.serverSettings, { path, query }, readObject);
  }

  async emit(event: IEvents.IEvent): Promise<void> {
    const path = ['events'];
    const request = { method: 'POST' as const, path, body: event };
    await ask(this.serverSettings, request, () => null);
  }

  /**
   * Events that pass all filters, from now on.
   *
   * @throws if the client is disposed.
   */
  subscribe(filters: ReadonlyArray<EventFilter> = []): IEventSubscription {
    if (this._isDisposed) {
      throw new Error('The events are disposed');
    }
    const subscription = new EventSubscription({
      serverSettings: this.serverSettings,
      filters,
      onDisposed: subscription => this._subscriptions.delete(subscription)
    });
    this._subscriptions.add(subscription);
    return subscription;
  }

  private _subscriptions = new Set<EventSubscription>();
  private _disposed = new Signal<this, void>(this);
  private _isDisposed = false;
}

/** A namespace for `EventsClient` statics. */
export namespace EventsClient {
  /** The options of a client. */
  export interface IOptions {
    /** The server settings used to make API requests. */
    serverSettings?: ServerConnection.ISettings;
  }
}
