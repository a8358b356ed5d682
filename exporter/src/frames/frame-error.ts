/** A query that cannot be answered as asked; the others of the same request can. */
export class FrameError extends Error {
  /** As in HTTP. */
  readonly status: number;

  /** @param message A sentence for a person: what is wrong and what is possible. */
  constructor(status: number, message: string) {
    super(message);
    this.name = 'FrameError';
    this.status = status;
  }
}
