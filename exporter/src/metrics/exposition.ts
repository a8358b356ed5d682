import type { ClusterConfig } from '../config/config.ts';
import { isStale } from '../derived/freshness.ts';
import type { ClusterState } from '../derived/state.ts';
import { Body } from './body.ts';
import { ChunkPool } from './chunk-pool.ts';
import { clusterLabels } from './cluster-labels.ts';
import { formats, type FormatName } from './format.ts';
import { gzipped } from './gzip.ts';
import { Instruments, type Build } from './instruments.ts';
import { labels } from './label-table.ts';
import { totalBytes } from './parts.ts';
import { render } from './render.ts';
import type { Rendering } from './rendering.ts';
import { viewOf, type View } from './view.ts';

export type ExposedCluster = Pick<ClusterConfig, 'name' | 'labels' | 'showAllOffsets' | 'collectors'>;

export interface ExpositionOptions {
  readonly clusters: readonly ExposedCluster[];
  /** Most samples of one cluster; Infinity without a cap. */
  readonly maxSeries: number;
  readonly build: Build;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One answer to a scrape. */
export interface Scrape {
  readonly contentType: string;
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
  /** Fires when the reader is so slow that the memory is wanted back: then end the answer. */
  readonly abandoned: AbortSignal;
  /** To be called when the last byte was handed over or the reader went away. */
  readonly release: () => void;
}

/** Answers that slow readers keep in memory beside the newest one: this much, or twice its size where that is more. */
const keptForSlowReaders = 64 * 1024 * 1024;

/** All metrics: each refresh is written as text once, however often and by however many it is scraped. */
export class Exposition {
  readonly instruments: Instruments;
  readonly #options: ExpositionOptions;
  readonly #pool = new ChunkPool();
  readonly #views = new Map<string, View>();
  readonly #renderings = new Map<string, Rendering>();
  /** Of the renderings in `#shown`, by format. */
  readonly #bodies = new Map<FormatName, Body>();
  #shown: readonly Rendering[] = [];
  #superseded: Body[] = [];

  constructor(options: ExpositionOptions) {
    this.#options = options;
    this.instruments = new Instruments(options.clusters, options.build);
  }

  /** Takes the outcome of a refresh into the metrics. Not to be called again for a cluster while it works. */
  async update(state: ClusterState): Promise<void> {
    const { name, current } = state;
    const before = this.#views.get(name);
    if (current === undefined || current.snapshot === before?.snapshot) return;
    const cluster = this.#options.clusters.find((candidate) => candidate.name === name);
    if (cluster === undefined) throw new Error(`no cluster '${name}' is configured`);
    const view = viewOf(before, current.snapshot, current.derived, {
      showAllOffsets: cluster.showAllOffsets,
      showMembers: cluster.collectors.members,
    });
    const rendering = await render(view, labels(clusterLabels(cluster)), this.#options.maxSeries, this.#pool);
    this.#views.set(name, view);
    this.#renderings.get(name)?.letGo();
    this.#renderings.set(name, rendering);
    this.#show([]);
  }

  /** The metrics as they are now. `release` of the answer must be called. */
  async scrape(states: readonly ClusterState[], formatName: FormatName, gzip: boolean): Promise<Scrape> {
    const format = formats[formatName];
    const nowMs = this.#options.now();
    const body = this.#bodyOf(states, formatName, nowMs);
    body.hold();
    let isHeld = true;
    const release = () => {
      if (isHeld) body.letGo();
      isHeld = false;
    };
    try {
      const own = format.fromText(await this.instruments.text(states, nowMs));
      const rest = Buffer.from(own + format.end);
      const parts: readonly Uint8Array[] = gzip ? gzipped(await body.deflated(), rest) : [...body.parts, rest];
      // What is compressed is memory of its own: slow readers of it keep nobody from writing into that of the text.
      if (gzip) release();
      return {
        contentType: format.contentType,
        parts,
        bytes: totalBytes(parts),
        abandoned: body.abandoned,
        release,
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  #bodyOf(states: readonly ClusterState[], format: FormatName, nowMs: number): Body {
    const fresh = states.flatMap((state) => {
      const rendering = this.#renderings.get(state.name);
      return rendering === undefined || isStale(state, rendering.readAtMs, nowMs) ? [] : [rendering];
    });
    if (fresh.length !== this.#shown.length || fresh.some((rendering, index) => rendering !== this.#shown[index])) {
      this.#show(fresh);
    }
    const present = this.#bodies.get(format);
    if (present !== undefined) return present;
    const body = new Body(fresh, formats[format]);
    this.#bodies.set(format, body);
    return body;
  }

  /** Lets the bodies go that were made of other renderings, and cuts readers off that keep too many of them. */
  #show(renderings: readonly Rendering[]): void {
    const newest = Math.max(0, ...Array.from(this.#bodies.values(), ({ bytes }) => bytes));
    for (const body of this.#bodies.values()) {
      body.letGo();
      this.#superseded.push(body);
    }
    this.#bodies.clear();
    this.#shown = renderings;
    this.#superseded = this.#superseded.filter(({ isHeld }) => isHeld);
    let kept = this.#superseded.reduce((sum, { bytes }) => sum + bytes, 0);
    while (kept > Math.max(keptForSlowReaders, 2 * newest)) {
      const oldest = this.#superseded.shift();
      if (oldest === undefined) break;
      oldest.abandon();
      kept -= oldest.bytes;
    }
  }
}
