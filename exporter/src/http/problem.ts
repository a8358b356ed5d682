/** A request that cannot be answered as asked; becomes `{"error":{"code","message"}}` with its status. */
export class Problem extends Error {
  readonly status: number;
  /** Stable, for programs. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  /** @param message A sentence for a person: what is wrong and what is possible. */
  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}
