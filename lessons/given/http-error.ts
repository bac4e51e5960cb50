// Given: an error that knows its status. Express' own errors have a `status` too.

/** What a client did wrong: `throw new HttpError(400, 'ms must be …')`. Its message is for the client. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
