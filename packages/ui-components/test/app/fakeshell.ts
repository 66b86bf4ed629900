/** A shell, its notebooks and their kernels, as far as they are told of. */

import { Signal } from '@lumino/signaling';

import type { IRunContext, IRunShell } from '../../src/app/runcontext';

type ISession = NonNullable<IRunContext['session']>;

/** A session with a kernel that says what a test has it say. */
export class FakeSession {
  constructor(id: string) {
    this.kernel = { id, status: 'idle' };
  }

  readonly kernel: { id: string; status: string };
  readonly anyMessage = new Signal<this, { direction: string; msg: object }>(
    this
  );
  readonly statusChanged = new Signal<this, string>(this);
  readonly disposed = new Signal<this, void>(this);

  send(msg_id: string, metadata: object, msg_type = 'execute_request'): void {
    const msg = { header: { msg_id, msg_type }, metadata, parent_header: {} };
    this.anyMessage.emit({ direction: 'send', msg });
  }

  /** Say something about a request. */
  answer(msg_id: string, msg_type: string): void {
    const header = { msg_id: `of ${msg_id}`, msg_type };
    const msg = { header, metadata: {}, parent_header: { msg_id } };
    this.anyMessage.emit({ direction: 'recv', msg });
  }
}

/** A session context, and the widget that has it. */
export class FakeRunning {
  constructor(
    public path: string,
    public fake: FakeSession | null,
    readonly type = 'notebook'
  ) {
    this.sessionContext = this as unknown as IRunContext;
  }

  readonly sessionContext: IRunContext;
  readonly propertyChanged = new Signal<this, 'path'>(this);
  readonly sessionChanged = new Signal<this, object>(this);
  readonly statusChanged = new Signal<this, string>(this);
  /** The cells, with what they wait for. */
  content: { widgets: object[] } = { widgets: [] };

  get session(): ISession | null {
    return this.fake as unknown as ISession | null;
  }

  /** The kernel says so. */
  become(status: string): void {
    if (this.fake) {
      this.fake.kernel.status = status;
      this.fake.statusChanged.emit(status);
    }
    this.statusChanged.emit(status);
  }

  rename(path: string): void {
    this.path = path;
    this.propertyChanged.emit('path');
  }

  /** Take another session. */
  take(session: FakeSession | null): void {
    this.fake = session;
    this.sessionChanged.emit({});
  }
}

/** A shell with widgets, one of them in front. */
export class FakeShell implements IRunShell {
  constructor(...main: object[]) {
    this.main = main;
    this.currentWidget = main[0] ?? null;
  }

  readonly main: object[];
  currentWidget: object | null;
  readonly currentChanged = new Signal<this, void>(this);

  widgets(): object[] {
    return this.main;
  }

  show(widget: object | null): void {
    this.currentWidget = widget;
    this.currentChanged.emit();
  }
}
