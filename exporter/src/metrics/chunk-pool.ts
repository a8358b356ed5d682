/** Large enough that few are needed, small enough that a small cluster does not pay for it. */
const chunkBytes = 256 * 1024;

/**
 * Memory that renderings are written into, used again when a rendering is no longer needed: new buffers of tens
 * of megabytes at every refresh would pile up until a garbage collection.
 */
export class ChunkPool {
  readonly #free: Uint8Array[] = [];

  /** A chunk of at least `bytes`, with arbitrary content. */
  take(bytes: number): Uint8Array {
    if (bytes > chunkBytes) return Buffer.allocUnsafeSlow(bytes);
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes);
  }

  /** Only for chunks that nobody reads any more. Keeps no more than `most` free ones. */
  give(chunks: readonly Uint8Array[], most: number): void {
    for (const chunk of chunks) {
      if (chunk.length === chunkBytes) this.#free.push(chunk);
    }
    if (this.#free.length > most) this.#free.length = most;
  }
}
