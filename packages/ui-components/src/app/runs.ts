/** Tells the server what it cannot see of runs: the document in front, and the cell that a request came from. */

import type { ISessionContext } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { A_WHILE, contextOf } from './runcontext';
import type { IRunContext, IRunsOptions } from './runcontext';

/** What this page shows and runs. */
export class Runs implements IDisposable {
  constructor(options: IRunsOptions) {
    const { page, shell } = options;
    this._options = options;
    page.changed.connect(this._look, this);
    shell.currentChanged?.connect(this._look, this);
    for (const widget of shell.widgets('main')) {
      this._follow(widget);
    }
    this._look();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
    this._overAll();
    this._tell(Private.FRONT, { looking_at: null });
  }

  /** Say what is in front, if that is something else now. */
  private _look(): void {
    const { page, shell } = this._options;
    const widget = shell.currentWidget;
    this._follow(widget);
    const isSeen = page.isVisible && page.hasFocus && !page.isFrozen;
    const path = (isSeen && contextOf(widget)?.path) || null;
    if (path !== this._path) {
      this._path = path;
      this._tell(Private.FRONT, { looking_at: path });
    }
  }

  private _follow(widget: unknown): void {
    const context = contextOf(widget);
    if (!context || this._followed.has(context)) {
      return;
    }
    this._followed.add(context);
    context.propertyChanged.connect(this._look, this);
    if (context.type === 'notebook') {
      context.sessionChanged.connect(this._onSession, this);
      this._onSession(context);
      Private.underWay(widget).forEach(msg =>
        this._onMessage(context.session, { direction: 'send', msg })
      );
    }
  }

  private _onSession({ session }: IRunContext): void {
    session?.anyMessage.connect(this._onMessage, this);
    session?.statusChanged.connect(this._onStatus, this);
    session?.disposed.connect(this._overAll, this);
  }

  /** A kernel that has begun anew, or is gone, answers nothing any more. */
  private _onStatus(session: Private.ISession, status: string): void {
    if (Private.GONE.includes(status)) {
      this._overAll(session);
    }
  }

  /** Called with each message, each line of output among them. */
  private _onMessage(
    session: Private.ISession | null,
    { direction, msg }: Private.IAnyMessage
  ): void {
    const { msg_id, msg_type } = msg.header;
    if (direction === 'recv') {
      if (msg_type === 'execute_reply' && 'msg_id' in msg.parent_header) {
        this._over(msg.parent_header.msg_id);
      }
      return;
    }
    const kernel = session?.kernel?.id;
    const cell = msg.metadata.cellId;
    if (
      msg_type === 'execute_request' &&
      session &&
      kernel &&
      typeof cell === 'string'
    ) {
      const ran = { kernel, message: msg_id, cell };
      const timer = setTimeout(() => this._tell(msg_id, { ran }), A_WHILE);
      this._pending.set(msg_id, { session, timer });
    }
  }

  /** What has ended is not told again; the server keeps what it was told. */
  private _over(message: string): void {
    const pending = this._pending.get(message);
    if (pending) {
      clearTimeout(pending.timer);
      this._pending.delete(message);
      this._tell(message, null);
    }
  }

  private _overAll(of?: Private.ISession): void {
    for (const [message, { session }] of [...this._pending]) {
      if (!of || session === of) {
        this._over(message);
      }
    }
  }

  private _tell(...told: Private.Told): void {
    this._options.notifications.tell?.(...told);
  }

  private readonly _followed = new WeakSet<IRunContext>();
  private _isDisposed = false;
  private readonly _options: IRunsOptions;
  private _path: string | null = null;
  /** What has no answer yet, by the id of its message. */
  private readonly _pending = new Map<
    string,
    { session: Private.ISession; timer: ReturnType<typeof setTimeout> }
  >();
}

/** A namespace for private data. */
namespace Private {
  export type ISession = NonNullable<ISessionContext['session']>;
  export type IAnyMessage = Parameters<
    Parameters<ISession['anyMessage']['connect']>[0]
  >[1];
  export type Told = Parameters<
    NonNullable<IRunsOptions['notifications']['tell']>
  >;

  /** A kernel's states in which it has forgotten what it was asked. */
  export const GONE = ['restarting', 'autorestarting', 'terminating', 'dead'];

  /** What is told of the front is told by this name; requests are by the ids of their messages. */
  export const FRONT = 'front';

  /** A notebook as the applications show it: its cells know what they have sent and have no answer to. */
  interface INotebook {
    readonly content?: {
      readonly widgets?: ReadonlyArray<{
        readonly outputArea?: {
          readonly future?: {
            readonly isDisposed: boolean;
            readonly msg: IAnyMessage['msg'];
          } | null;
        };
      }>;
    };
  }

  /** The requests of a notebook's cells that were sent before anybody listened, and have not ended. */
  export function underWay(notebook: unknown): IAnyMessage['msg'][] {
    const { content } = notebook as INotebook;
    return (content?.widgets ?? []).flatMap(({ outputArea }) => {
      const future = outputArea?.future;
      return future && !future.isDisposed ? [future.msg] : [];
    });
  }
}
