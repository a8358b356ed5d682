import type { Admin, Producer } from 'kafkajs';
import type { Brokers } from '../brokers.ts';
import type { Performer } from '../performer.ts';
import type { Exporter } from './exporter.ts';

/** Something done to the demo for real, which the exporter is expected to tell. */
export interface Experiment {
  /** In its path: `POST /experiments/NAME`. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what the button does. */
  readonly does: string;
  /** One sentence: what will be seen, and where. */
  readonly shows: string;
  /** A topic that only it uses, and creates anew in each run. It can be looked at afterwards, until a reset deletes it. */
  readonly topic?: string;
  /** What no other experiment may have at the same time: with two that end brokers, for one, too few would be left. */
  readonly needs?: readonly Need[];
  /** Why it cannot be done here; undefined where it can. */
  readonly refusal?: (stage: Stage) => string | undefined;
  /** Does it, waits until the exporter tells it, and answers what the exporter said. */
  readonly run: (stage: Stage) => Promise<string>;
}

export type Need = 'brokers' | 'disks' | 'dashboard';

/** What an experiment works with. */
export interface Stage {
  readonly role: (name: string) => Performer;
  readonly exporter: Exporter;
  readonly brokers: Brokers;
  /** Connects to the cluster for as long as `work` takes. */
  readonly admin: <T>(work: (admin: Admin) => Promise<T>) => Promise<T>;
  readonly producer: <T>(work: (producer: Producer) => Promise<T>) => Promise<T>;
}
