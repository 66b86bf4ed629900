/** The only place that asks the server over HTTP. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';

import { readObject } from './answers';
import { RefusedError, UnreachableError } from './errors';
import type { IFault } from './errors';

/**
 * Ask the server.
 *
 * @param settings - How to reach it.
 * @param options - What to ask.
 * @param read - Reads the answer, and throws a `TypeError` if it has not the expected shape.
 *
 * @throws `UnreachableError` if there is no answer, or not that of our server; `RefusedError` if the answer is no.
 */
export async function ask<T>(
  settings: ServerConnection.ISettings,
  options: IRequest,
  read: (value: unknown) => T
): Promise<T> {
  const response = await Private.send(settings, options);
  if (!response.ok) {
    throw await Private.refusal(response);
  }
  try {
    return read(response.status === 204 ? null : await response.json());
  } catch (error) {
    throw new UnreachableError(
      `Not the answer of a notification server: ${Private.message(error)}`
    );
  }
}

/** One request. */
export interface IRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The parts of the route, relative to the server's base URL; they are encoded here. */
  path: string[];
  /** What is undefined is left out. */
  query?: Record<string, string | number | undefined>;
  body?: object;
  /** Let it outlive the page. */
  keepalive?: boolean;
}

/** A namespace for private data. */
namespace Private {
  /** Send it; synchronously up to the call of `fetch`, as `pagehide` needs it. */
  export async function send(
    settings: ServerConnection.ISettings,
    options: IRequest
  ): Promise<Response> {
    const { method = 'GET', path, query = {}, body, keepalive } = options;
    const url = URLExt.join(
      settings.baseUrl,
      'api',
      ...path.map(encodeURIComponent)
    );
    const asked = Object.entries(query).filter(
      (pair): pair is [string, string | number] => pair[1] !== undefined
    );
    const search = asked
      .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      .join('&');
    const init: RequestInit = {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(keepalive ? { keepalive } : {})
    };
    try {
      return await ServerConnection.makeRequest(
        search ? `${url}?${search}` : url,
        init,
        settings
      );
    } catch (error) {
      throw new UnreachableError(message(error));
    }
  }

  /** What the server says against it. */
  export async function refusal(response: Response): Promise<RefusedError> {
    const { status } = response;
    const seconds = Number(response.headers.get('Retry-After') ?? NaN);
    const retryAfter = Number.isFinite(seconds) ? seconds : null;
    let answer: JSONObject = {};
    try {
      answer = readObject(await response.json());
    } catch {
      // A proxy's page: the status says enough.
    }
    return new RefusedError({
      message:
        typeof answer.message === 'string' && answer.message !== ''
          ? answer.message
          : `${status} ${response.statusText}`,
      status,
      reason: typeof answer.reason === 'string' ? answer.reason : null,
      errors: Array.isArray(answer.errors) ? answer.errors.flatMap(fault) : [],
      retryAfter
    });
  }

  /** What anything thrown says. */
  export function message(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
  }

  function fault(value: unknown): IFault[] {
    try {
      const { path, message } = readObject(value);
      return [{ path: String(path ?? ''), message: String(message ?? '') }];
    } catch {
      return [];
    }
  }
}
