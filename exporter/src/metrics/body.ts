import type { Format } from './format.ts';
import { deflated, type Deflated } from './gzip.ts';
import { families } from './index.ts';
import { totalBytes } from './parts.ts';
import { leftOutFamily } from './render.ts';
import type { Rendering } from './rendering.ts';

/**
 * The part of an answer that follows from refreshes, the same for every scrape until the next one: the samples of
 * all clusters, family by family, as each family may begin only once.
 */
export class Body {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
  readonly #renderings: readonly Rendering[];
  readonly #abandoned = new AbortController();
  #deflated: Promise<Deflated> | undefined;
  #holders = 1;

  /** Held by its maker. */
  constructor(renderings: readonly Rendering[], format: Format) {
    for (const rendering of renderings) rendering.hold();
    this.#renderings = renderings;
    this.parts = [...families, leftOutFamily].flatMap((family) => {
      const parts = renderings.flatMap(
        ({ families: rendered }) => rendered.find((candidate) => candidate.family === family)?.parts ?? [],
      );
      return parts.length === 0 ? [] : [Buffer.from(format.heading(family)), ...parts];
    });
    this.bytes = totalBytes(this.parts);
  }

  /** Compressed once, when it is first wanted. */
  deflated(): Promise<Deflated> {
    this.#deflated ??= deflated(this.parts);
    return this.#deflated;
  }

  /** Fires when memory is wanted back from whoever still reads. */
  get abandoned(): AbortSignal {
    return this.#abandoned.signal;
  }

  get isHeld(): boolean {
    return this.#holders > 0;
  }

  hold(): void {
    this.#holders++;
  }

  letGo(): void {
    this.#holders--;
    if (this.#holders === 0) for (const rendering of this.#renderings) rendering.letGo();
  }

  abandon(): void {
    this.#abandoned.abort(new Error('the scrape was too slow and its data are too old'));
  }
}
