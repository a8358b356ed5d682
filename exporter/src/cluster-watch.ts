import type { Refusal } from './audit/accept-beacon.ts';
import type { ClusterConfig, HistoryConfig } from './config/config.ts';
import type { Breach } from './derived/breach.ts';
import { Deriver } from './derived/deriver.ts';
import type { ClusterState } from './derived/state.ts';
import type { BeaconIntake } from './audit/beacon-intake.ts';
import { ClusterAudit } from './cluster-audit.ts';
import { ClusterConnections } from './kafka/cluster-connections.ts';
import type { ConnectionSettings } from './kafka/connection-settings.ts';
import type { Logger } from './log.ts';
import { Poller } from './snapshot/poller.ts';
import type { CollectorOutcome, Snapshot } from './snapshot/snapshot.ts';
import { SnapshotTaker } from './snapshot/take-snapshot.ts';
import { StateFile } from './state-file/state-file.ts';
import type { Topology } from './topology/topology.ts';

export interface ClusterWatchOptions {
  readonly cluster: ClusterConfig;
  readonly refreshIntervalMs: number;
  readonly history: HistoryConfig;
  /** What is declared of this cluster. */
  readonly topology: Topology;
  readonly version: string;
  readonly log: Logger;
  readonly onRequest: (cluster: string, api: string, result: 'ok' | 'error') => void;
  /** Called with the new state after every attempt, also a failed one; the next one waits for it. */
  readonly onRefresh: (state: ClusterState) => Promise<void>;
  /** Told of every beacon, with the reason where it was refused. */
  readonly onBeacon: (refusal: Refusal | undefined) => void;
  /** After `onRefresh`: how long the attempt took, from the first request until everything was rendered. */
  readonly onEnd: (durationSeconds: number) => void;
}

/** A broker that does not answer for this long is done without until the next refresh. */
const longestAnswerMs = 10_000;
const shortestAnswerMs = 3_000;
const connectTimeoutMs = 3_000;

/** Watches one cluster: polls it, derives, and holds the newest state. */
export class ClusterWatch {
  private readonly options: ClusterWatchOptions;
  private readonly log: Logger;
  private readonly connections: ClusterConnections;
  private readonly poller: Poller;
  private readonly taker: SnapshotTaker;
  private readonly stateFile: StateFile | undefined;
  private readonly audit: ClusterAudit | undefined;
  /** Made with the first snapshot: only then is it known which cluster's state there is to go on from. */
  private deriver: Deriver | undefined;
  private latest: ClusterState;
  /** The newest outcomes of the collectors that ask after a snapshot. */
  private readonly answered = new Map<string, CollectorOutcome>();
  /** Breaches that were logged and still hold. */
  private breaches: ReadonlySet<string> = new Set();
  /** Troubles that were logged and still hold, by collector. */
  private readonly logged = new Map<string, string>();

  constructor(options: ClusterWatchOptions) {
    this.options = options;
    const { cluster, refreshIntervalMs, version } = options;
    const timeoutMs = Math.min(longestAnswerMs, Math.max(shortestAnswerMs, refreshIntervalMs));
    this.log = cluster.name === '' ? options.log : options.log.child({ cluster: cluster.name });
    const settings: ConnectionSettings = {
      tls: cluster.tls,
      sasl: cluster.sasl,
      connectTimeoutMs,
      requestTimeoutMs: timeoutMs,
      debug: (message, fields) => {
        this.log.debug(fields, message);
      },
      onRequest: (api, result) => {
        options.onRequest(cluster.name, api, result);
      },
    };
    this.connections = new ClusterConnections(cluster.brokers, settings);
    this.taker = new SnapshotTaker({
      cluster,
      connections: this.connections,
      software: { name: 'kafkascope', version },
      timeoutMs,
      now: Date.now,
    });
    const { stateDir } = options.history;
    this.stateFile =
      stateDir === undefined
        ? undefined
        : new StateFile({ folder: stateDir, cluster: cluster.name, log: this.log, now: Date.now });
    this.latest = {
      name: cluster.name,
      refreshIntervalMs,
      current: undefined,
      refresh: { ok: false, error: undefined, lastSuccessMs: undefined },
    };
    this.audit =
      cluster.audit &&
      new ClusterAudit({
        ...cluster.audit,
        brokers: cluster.brokers,
        settings,
        onBeacon: options.onBeacon,
        onProblem: (error) => this.tell('audit', error, 'beacons are read again'),
      });
    this.poller = new Poller({
      intervalMs: refreshIntervalMs,
      take: () => this.taker.take(),
      onSnapshot: (snapshot) =>
        this.refreshed(snapshot).catch((error: unknown) => {
          this.log.error({ err: error }, 'a fault of the exporter itself, please report it');
          throw error;
        }),
      onFailure: (error) => this.failed(error),
      onEnd: options.onEnd,
    });
  }

  get state(): ClusterState {
    return this.latest;
  }

  /** Where beacons go; undefined without an audit. */
  get beacons(): BeaconIntake | undefined {
    return this.audit?.intake;
  }

  start(): void {
    this.audit?.start();
    this.poller.start();
  }

  /** Waits until the state is saved. */
  async close(): Promise<void> {
    this.poller.stop();
    this.connections.close();
    await this.audit?.close();
    await this.save(true);
    await this.stateFile?.close();
  }

  private async refreshed(read: Snapshot): Promise<void> {
    this.deriver ??= await this.startDeriving(read.clusterId);
    let asked: Snapshot['collectors'] = [];
    const derived = await this.deriver.derive(
      read,
      async (questions) => {
        const answers = await this.taker.answer(questions);
        asked = answers.collectors;
        return answers;
      },
      this.audit?.evaluate(read),
    );
    const snapshot = { ...read, collectors: this.completed(read.collectors, asked) };
    await this.save(this.deriver.memory.isUrgent);
    this.latest = {
      ...this.latest,
      current: { snapshot, derived },
      refresh: {
        ok: true,
        error: undefined,
        lastSuccessMs: snapshot.finishedAtMs,
      },
    };
    this.tell('refresh', undefined, 'the cluster answers again');
    for (const { name, error } of snapshot.collectors) this.tell(name, error, `collector ${name} is complete again`);
    this.tellBreaches(derived.breaches);
    await this.options.onRefresh(this.latest);
  }

  private async startDeriving(clusterId: string | undefined): Promise<Deriver> {
    const { cluster, refreshIntervalMs, history, topology } = this.options;
    return new Deriver({
      refreshIntervalMs,
      historyMs: history.durationMs,
      abandonedAfterMs: history.abandonedAfterMs,
      askProducers: cluster.collectors.producers,
      readHeaders: cluster.collectors.headers,
      topology,
      remembered: await this.stateFile?.read(clusterId),
    });
  }

  /** Adds the collectors that ask only now and then; those that had nothing to ask this time stand as they were. */
  private completed(read: Snapshot['collectors'], asked: Snapshot['collectors']): Snapshot['collectors'] {
    for (const outcome of asked) this.answered.set(outcome.name, outcome);
    return [...read, ...this.answered.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  private async save(isUrgent: boolean): Promise<void> {
    const snapshot = this.latest.current?.snapshot;
    const memory = this.deriver?.memory;
    if (memory === undefined) return;
    await this.stateFile?.offer({
      clusterId: snapshot?.clusterId,
      tickMs: performance.now(),
      isUrgent,
      hasChanged: memory.hasChanged,
      take: () => memory.take(),
    });
  }

  private async failed(error: unknown): Promise<void> {
    this.deriver?.missed();
    const reason = error instanceof Error ? error.message : String(error);
    this.latest = {
      ...this.latest,
      refresh: { ...this.latest.refresh, ok: false, error: reason },
    };
    this.tell('refresh', reason, '');
    await this.options.onRefresh(this.latest);
  }

  /** Logs a trouble once when it begins or changes, and once when it is over. */
  private tell(part: string, error: string | undefined, over: string): void {
    const before = this.logged.get(part);
    if (error === before) return;
    if (error === undefined) {
      this.logged.delete(part);
      this.log.info(over);
    } else {
      this.logged.set(part, error);
      this.log.warn({ collector: part }, error);
    }
  }

  /** Logs each breach once, and again when it comes back. */
  private tellBreaches(breaches: readonly Breach[]): void {
    const keyOf = ({ kind, topic, group }: Breach): string => JSON.stringify([kind, topic, group]);
    for (const breach of breaches) {
      if (!this.breaches.has(keyOf(breach))) this.log.warn({ breach }, 'offsets contradict each other');
    }
    this.breaches = new Set(breaches.map(keyOf));
  }
}
