/** Lets a number of people in at a time. */
export class Gate {
  readonly #most: number;
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether there is room; then `leave` must be called. */
  enter(): boolean {
    if (this.#inside >= this.#most) return false;
    this.#inside++;
    return true;
  }

  leave(): void {
    this.#inside--;
  }
}
