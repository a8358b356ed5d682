import type { ChunkPool } from './chunk-pool.ts';
import type { Family } from './family.ts';

export interface RenderedFamily {
  readonly family: Pick<Family, 'name' | 'type' | 'help'>;
  /** Sample lines, in parts that follow each other. */
  readonly parts: readonly Uint8Array[];
  readonly samples: number;
}

/** All samples of one refresh of one cluster as text. Its memory is used again once the last who holds it lets go. */
export class Rendering {
  readonly families: readonly RenderedFamily[];
  /** When the snapshot was finished. */
  readonly readAtMs: number;
  readonly #chunks: readonly Uint8Array[];
  readonly #pool: ChunkPool;
  #holders = 1;

  /** Held by its maker. */
  constructor(families: readonly RenderedFamily[], chunks: readonly Uint8Array[], readAtMs: number, pool: ChunkPool) {
    this.families = families;
    this.readAtMs = readAtMs;
    this.#chunks = chunks;
    this.#pool = pool;
  }

  hold(): void {
    this.#holders++;
  }

  letGo(): void {
    this.#holders--;
    if (this.#holders === 0) this.#pool.give(this.#chunks, this.#chunks.length + 1);
    if (this.#holders < 0) throw new Error('a rendering was let go more often than it was held');
  }
}
