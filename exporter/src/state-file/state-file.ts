import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Remembered } from '../derived/remembered.ts';
import { errorText, type Logger } from '../log.ts';
import { parseState } from './parse-state.ts';
import { replaceFile } from './replace-file.ts';
import { stateLines } from './state-lines.ts';

export interface StateFileOptions {
  readonly folder: string;
  /** The cluster's configured name; '' when it was given none. */
  readonly cluster: string;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What a refresh has to keep. */
export interface StateOffer {
  readonly clusterId: string | undefined;
  /** Milliseconds of a clock that is never set. */
  readonly tickMs: number;
  /** Something was lost: to be saved before anybody sees it. */
  readonly isUrgent: boolean;
  /** Anything else changed since the state was last taken. */
  readonly hasChanged: boolean;
  /** The state as it is now; called when it is to be saved. */
  readonly take: () => Remembered | undefined;
}

/** What is not urgent is saved this often at most. */
const calmMs = 30_000;

/** The one file in which the state of a cluster outlives the exporter. What goes wrong with it is logged, and no more. */
export class StateFile {
  readonly path: string;
  readonly #log: Logger;
  readonly #now: () => number;
  #savedTick = -Infinity;
  #saving: Promise<void> | undefined;
  #isBroken = false;

  constructor({ folder, cluster, log, now }: StateFileOptions) {
    this.path = join(folder, `${fileNameOf(cluster)}.ndjson`);
    this.#log = log;
    this.#now = now;
  }

  /** What was saved of the cluster; undefined when there is nothing, or nothing that can be used. */
  async read(clusterId: string | undefined): Promise<Remembered | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (!isMissing(error))
        this.#log.warn({ file: this.path, err: error }, 'the state file cannot be read; counters begin at 0');
      return undefined;
    }
    try {
      const state = await parseState(text);
      if (clusterId === undefined || state.clusterId === undefined || state.clusterId === clusterId)
        return state.remembered;
      await this.#setAside(`it is of another cluster (${state.clusterId}, not ${clusterId})`);
    } catch (error) {
      await this.#setAside(errorText(error));
    }
    return undefined;
  }

  /** To be called after each refresh. Waits until what is urgent is on the disk; the rest is saved meanwhile. */
  async offer(offer: StateOffer): Promise<void> {
    if (offer.isUrgent) {
      await this.#saving;
      await this.#save(offer);
    } else if (offer.hasChanged && this.#saving === undefined && offer.tickMs - this.#savedTick >= calmMs) {
      void this.#save(offer);
    }
  }

  /** Waits for what is being saved. */
  async close(): Promise<void> {
    await this.#saving;
  }

  #save({ clusterId, tickMs, take }: StateOffer): Promise<void> {
    const remembered = take();
    if (remembered === undefined) return Promise.resolve();
    this.#savedTick = tickMs;
    this.#saving = this.#write(clusterId, remembered).finally(() => (this.#saving = undefined));
    return this.#saving;
  }

  async #write(clusterId: string | undefined, remembered: Remembered): Promise<void> {
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await replaceFile(this.path, stateLines(clusterId, remembered));
      if (this.#isBroken) this.#log.info({ file: this.path }, 'the state file can be written again');
      this.#isBroken = false;
    } catch (error) {
      if (!this.#isBroken) {
        const what = 'the state file cannot be written: loss counters will begin at 0 after a restart';
        this.#log.warn({ file: this.path, err: error }, what);
      }
      this.#isBroken = true;
    }
  }

  async #setAside(reason: string): Promise<void> {
    const aside = `${this.path}.damaged-${new Date(this.#now()).toISOString().replaceAll(':', '-')}`;
    try {
      await rename(this.path, aside);
      this.#log.warn({ file: this.path, aside, reason }, 'the state file cannot be used and was set aside');
    } catch (error) {
      const what = 'the state file cannot be used, nor set aside; it will be replaced';
      this.#log.warn({ file: this.path, reason, err: error }, what);
    }
  }
}

/** Cluster names may hold any character, file names may not. */
function fileNameOf(cluster: string): string {
  return cluster === '' ? 'default' : encodeURIComponent(cluster).replaceAll('*', '%2A');
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
