import { client, connectProducer } from '../clients.ts';
import { Brokers } from '../brokers.ts';
import { Problem } from '../http/problem.ts';
import type { Performer } from '../performer.ts';
import { deleteTopics, keep, keepFor, topicNames } from '../topics.ts';
import { brokerDies } from './broker-dies.ts';
import { burst } from './burst.ts';
import { consumerSlow } from './consumer-slow.ts';
import { consumerStops } from './consumer-stops.ts';
import { diskFull } from './disk-full.ts';
import type { Experiment, Need, Stage } from './experiment.ts';
import { Exporter } from './exporter.ts';
import { offsetsReset } from './offsets-reset.ts';
import { ramp } from './ramp.ts';
import { recordsExpire } from './records-expire.ts';
import { uncleanElection } from './unclean-election.ts';

const experiments: readonly Experiment[] = [
  consumerStops,
  consumerSlow,
  burst,
  brokerDies,
  recordsExpire,
  offsetsReset,
  uncleanElection,
  ramp,
  diskFull,
];

/** What an experiment does that two at once must not. */
const clashes: Readonly<Record<Need, string>> = {
  brokers: 'ends brokers',
  disks: 'fills disks',
  dashboard: 'stops the dashboard',
};

const ownTopics = experiments.flatMap(({ topic }) => topic ?? []);

/** The experiments' own client: it is seen as the producer of what they send. */
const clientId = 'demo-control';

/** By default where the exporter of `npm start` listens when its port is free. */
const exporterUrl = (): string => process.env.KAFKASCOPE_URL ?? 'http://127.0.0.1:9308';

/** An experiment as the page shows it. */
export interface Report extends Pick<Experiment, 'name' | 'title' | 'does' | 'shows'> {
  readonly state: 'ready' | 'running' | 'seen' | 'failed' | 'given up' | 'refused';
  /** What was seen, or why not; '' while it is ready. */
  readonly told: string;
  /** From the button to the sentence; null where it was not seen. */
  readonly seconds: number | null;
}
type Outcome = Pick<Report, 'state' | 'told' | 'seconds'>;

const ready: Outcome = { state: 'ready', told: '', seconds: null };

/** Runs the experiments, any number at once but each only once at a time, and remembers how the last run ended. */
export class Laboratory {
  readonly #performers: readonly Performer[];
  readonly #brokers = new Brokers();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #running = new Map<string, Promise<void>>();
  #stop = new AbortController();
  #resetting: Promise<void> | undefined;

  constructor(performers: readonly Performer[]) {
    this.#performers = performers;
  }

  /** Where a browser on this machine finds the graph. */
  get graphUrl(): string {
    return process.env.KAFKASCOPE_PAGE ?? exporterUrl();
  }

  reports(): Report[] {
    return experiments.map((experiment) => {
      const { name, title, does, shows } = experiment;
      const refusal = experiment.refusal?.(this.#stage());
      const refused: Outcome | undefined =
        refusal === undefined ? undefined : { state: 'refused', told: `not possible here: ${refusal}`, seconds: null };
      return { name, title, does, shows, ...(refused ?? this.#outcomes.get(name) ?? ready) };
    });
  }

  /** @throws Problem where there is no such experiment, it cannot be done here, or it runs already */
  begin(name: string): void {
    const experiment = experiments.find((known) => known.name === name);
    if (experiment === undefined) {
      const known = experiments.map((known) => known.name).join(', ');
      throw new Problem(404, 'unknown_name', `${JSON.stringify(name)} is not among the experiments: ${known}.`);
    }
    const refusal = experiment.refusal?.(this.#stage());
    if (refusal !== undefined) throw new Problem(409, 'not_here', `This cannot be done here: ${refusal}.`);
    if (this.#running.has(name)) throw new Problem(409, 'runs', `${name} runs already: wait until it was seen.`);
    for (const need of experiment.needs ?? []) {
      const other = experiments.find(({ name, needs }) => needs?.includes(need) && this.#running.has(name));
      if (other === undefined) continue;
      throw new Problem(409, 'runs', `${other.name} runs, which ${clashes[need]} too: wait until it was seen.`);
    }
    if (this.#resetting !== undefined) throw new Problem(409, 'resetting', 'A reset runs: wait until it is done.');
    this.#running.set(name, this.#run(experiment));
  }

  /** Gives up what runs and brings everything back to healthy. Several at once are one. */
  async reset(): Promise<void> {
    this.#resetting ??= this.#bringBack().finally(() => (this.#resetting = undefined));
    await this.#resetting;
  }

  async #bringBack(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running.values());
    this.#stop = new AbortController();
    for (let broker = 1; broker <= this.#brokers.count; broker++) await this.#brokers.ask('start', broker);
    for (const performer of this.#performers) {
      performer.order({ pace: 'usual', load: 1 });
      performer.start();
    }
    await connected(async (admin) => {
      for (const topic of topicNames) await keepFor(admin, topic, keep);
      await deleteTopics(admin, ownTopics);
    });
    // Its topic first: a broker looks for what lay on a disk that is gone.
    const { count } = this.#brokers;
    if (count > 0) await this.#brokers.ask('take small disk', count);
    this.#outcomes.clear();
  }

  async #run(experiment: Experiment): Promise<void> {
    const { name } = experiment;
    const { signal } = this.#stop;
    const startMs = performance.now();
    this.#outcomes.set(name, { state: 'running', told: 'waiting until the exporter has seen it', seconds: null });
    try {
      const sentence = await experiment.run(this.#stage());
      const seconds = Math.round((performance.now() - startMs) / 100) / 10;
      this.#outcomes.set(name, { state: 'seen', told: `${sentence} (after ${seconds} s)`, seconds });
    } catch (error) {
      const told = signal.aborted ? 'a reset came first' : error instanceof Error ? error.message : String(error);
      this.#outcomes.set(name, { state: signal.aborted ? 'given up' : 'failed', told, seconds: null });
    } finally {
      this.#running.delete(name);
    }
  }

  #stage(): Stage {
    return {
      role: (name) => {
        const performer = this.#performers.find(({ member }) => member.name === name);
        if (performer === undefined) throw new Error(`there is no role ${name}`);
        return performer;
      },
      exporter: new Exporter(exporterUrl(), this.#stop.signal),
      brokers: this.#brokers,
      admin: connected,
      producer: producing,
    };
  }
}

const connected: Stage['admin'] = async (work) => {
  const admin = client(clientId).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

const producing: Stage['producer'] = async (work) => {
  const producer = await connectProducer(clientId);
  try {
    return await work(producer);
  } finally {
    await producer.disconnect();
  }
};
