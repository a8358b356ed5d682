/** Lets a number of answers out at a time, and a number of bytes. */
export class Gate {
  readonly #most: number;
  readonly #mostBytes: number;
  #inside = 0;
  #bytes = 0;

  constructor(most: number, mostBytes: number) {
    this.#most = most;
    this.#mostBytes = mostBytes;
  }

  /** undefined when there is no room. A pass must be given back with `leave`. */
  enter(): Pass | undefined {
    if (this.#inside >= this.#most) return undefined;
    this.#inside++;
    let carried = 0;
    return {
      carry: (bytes) => {
        // However large they are, a few may always go together.
        if (this.#bytes + bytes > Math.max(this.#mostBytes, 4 * bytes)) return false;
        this.#bytes += bytes;
        carried += bytes;
        return true;
      },
      leave: () => {
        this.#inside--;
        this.#bytes -= carried;
      },
    };
  }
}

export interface Pass {
  /** Whether there is room for an answer of this size. */
  carry(bytes: number): boolean;
  leave(): void;
}
