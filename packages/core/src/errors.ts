/** What can go wrong when the server is asked. Words for people are the views' job. */

/** One fault in what was sent. */
export interface IFault {
  /** A JSON Pointer into what was sent. */
  path: string;
  message: string;
}

/** The server could not be reached, or what came back is not its answer. */
export class UnreachableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreachableError';
  }
}

/** The server answered, and the answer is no. */
export class RefusedError extends Error {
  constructor(options: RefusedError.IOptions) {
    super(options.message);
    this.name = 'RefusedError';
    this.status = options.status;
    this.reason = options.reason ?? null;
    this.errors = options.errors ?? [];
    this.retryAfter = options.retryAfter ?? null;
  }

  /** The HTTP status. */
  readonly status: number;
  /** A word for the kind of refusal, if the server has one. */
  readonly reason: string | null;
  /** What is wrong with what was sent, and where. */
  readonly errors: ReadonlyArray<IFault>;
  /** Seconds after which it may be tried again, if the server says. */
  readonly retryAfter: number | null;
}

/** A namespace for `RefusedError` statics. */
export namespace RefusedError {
  /** What the server said. */
  export interface IOptions {
    message: string;
    status: number;
    reason?: string | null;
    errors?: ReadonlyArray<IFault>;
    retryAfter?: number | null;
  }
}

/** Some of many changes failed; the others were made. */
export class ManyFailedError extends Error {
  constructor(failures: ReadonlyArray<ManyFailedError.IFailure>) {
    super(failures.map(one => one.error.message)[0]);
    this.name = 'ManyFailedError';
    this.failures = failures;
  }

  /** What failed, and why. */
  readonly failures: ReadonlyArray<ManyFailedError.IFailure>;
}

/** A namespace for `ManyFailedError` statics. */
export namespace ManyFailedError {
  /** One that failed. */
  export interface IFailure {
    /** The id of the entry. */
    id: string;
    error: Error;
  }
}
