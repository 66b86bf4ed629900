/** What an application shows that runs code, as far as it is told of. */

import type { INotifications } from '@jupyter-notifications/core';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { ISignal } from '@lumino/signaling';

import type { IPage } from '../attention/page';

/** Milliseconds after which a run is worth telling of. What ends before costs nothing. */
export const A_WHILE = 1000;

/** What is made use of of a session context. */
export type IRunContext = Pick<
  ISessionContext,
  | 'path'
  | 'propertyChanged'
  | 'session'
  | 'sessionChanged'
  | 'statusChanged'
  | 'type'
>;

/** The part of a shell that tells what is shown. */
export interface IRunShell {
  readonly currentWidget: unknown;
  readonly currentChanged?: ISignal<unknown, unknown>;
  widgets(area: 'main'): Iterable<unknown>;
}

/** What is told by, and of. */
export interface IRunsOptions {
  readonly notifications: Pick<INotifications, 'tell'>;
  readonly page: IPage;
  readonly shell: IRunShell;
}

/** What runs the code of a document, or of whatever else is shown; undefined if nothing does. */
export function contextOf(widget: unknown): IRunContext | null | undefined {
  return (widget as { sessionContext?: IRunContext } | null)?.sessionContext;
}
