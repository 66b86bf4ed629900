/** Asks the server where notifications go besides the inbox. */

import type { ServerConnection } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';

import { readObject } from './answers';
import type {
  IDeliveries,
  IDelivery,
  IDeliveryChange,
  IDeliveryTest
} from './deliverytokens';
import { ask } from './requests';

/** The ways out of one server. */
export class DeliveryClient implements IDelivery {
  constructor(options: DeliveryClient.IOptions) {
    this._settings = options.serverSettings;
  }

  fetch(): Promise<IDeliveries> {
    return ask(this._settings, { path: Private.PATH }, readDeliveries);
  }

  change(body: IDeliveryChange): Promise<IDeliveries> {
    const request = { method: 'PATCH' as const, path: Private.PATH, body };
    return ask(this._settings, request, readDeliveries);
  }

  test(channel: string): Promise<IDeliveryTest> {
    const path = [...Private.PATH, 'test'];
    const request = { method: 'POST' as const, path, body: { channel } };
    return ask(this._settings, request, readDeliveryTest);
  }

  private readonly _settings: ServerConnection.ISettings;
}

/** A namespace for `DeliveryClient` statics. */
export namespace DeliveryClient {
  /** The options of a client. */
  export interface IOptions {
    serverSettings: ServerConnection.ISettings;
  }
}

/** Channels, rules and the last deliveries. These throw a `TypeError` that names what is wrong. */
export function readDeliveries(value: unknown): IDeliveries {
  const answer = readObject(value);
  for (const key of ['available', 'editable']) {
    Private.expectBoolean(answer, key);
  }
  for (const key of ['schemes', 'channels', 'rules', 'recent']) {
    if (!Array.isArray(answer[key])) {
      throw new TypeError(`"${key}" of the answer is not an array`);
    }
  }
  return answer as unknown as IDeliveries;
}

/** What became of a test. */
export function readDeliveryTest(value: unknown): IDeliveryTest {
  const answer = readObject(value);
  Private.expectBoolean(answer, 'sent');
  return answer as unknown as IDeliveryTest;
}

/** A namespace for private data. */
namespace Private {
  export const PATH = ['notifications', 'delivery'];

  /** Throw unless a field is true or false. */
  export function expectBoolean(answer: JSONObject, key: string): void {
    if (typeof answer[key] !== 'boolean') {
      throw new TypeError(`"${key}" of the answer is not a boolean`);
    }
  }
}
