import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { refusals, type Refusal } from '../audit/accept-beacon.ts';
import type { ClusterConfig } from '../config/config.ts';
import type { ClusterState } from '../derived/state.ts';
import { AuditText } from './audit.ts';
import { clusterLabels } from './cluster-labels.ts';
import { healthText } from './health.ts';

export interface Build {
  readonly version: string;
  /** Of the source it was built from; '' when that is not known. */
  readonly revision: string;
}

/** How long the process' own metrics are served again as they are. */
const ownTextMs = 1000;

/** What the exporter says about itself, kept in prom-client. */
export class Instruments {
  readonly #registry = new Registry();
  readonly #audit = new AuditText();
  readonly #labels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly #refreshDuration: Histogram;
  readonly #requests: Counter;
  readonly #beacons: Counter;
  readonly #refusedBeacons: Counter;
  #own: { readonly atMs: number; readonly text: Promise<string> } | undefined;

  constructor(clusters: readonly Pick<ClusterConfig, 'name' | 'labels'>[], build: Build) {
    this.#labels = new Map(clusters.map((cluster) => [cluster.name, clusterLabels(cluster)]));
    const registers = [this.#registry];
    const labelNames = [...new Set([...this.#labels.values()].flatMap((labels) => Object.keys(labels)))];
    this.#refreshDuration = new Histogram({
      name: 'kafka_exporter_refresh_duration_seconds',
      help: 'How long refreshes took, those that failed included.',
      labelNames,
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    });
    this.#requests = new Counter({
      name: 'kafka_exporter_kafka_requests_total',
      help: 'Requests sent to brokers, by API and by whether an answer came.',
      labelNames: [...labelNames, 'api', 'result'],
      registers,
    });
    this.#beacons = new Counter({
      name: 'kafka_exporter_beacons_total',
      help: 'Beacons of probes that were taken.',
      labelNames,
      registers,
    });
    this.#refusedBeacons = new Counter({
      name: 'kafka_exporter_beacons_refused_total',
      help: 'Beacons of probes that were refused, by reason.',
      labelNames: [...labelNames, 'reason'],
      registers,
    });
    // A counter that is not there until it counts cannot be seen to grow.
    for (const own of this.#labels.values()) {
      this.#beacons.inc(own, 0);
      for (const reason of refusals) this.#refusedBeacons.inc({ ...own, reason }, 0);
    }
    new Gauge({
      name: 'kafka_exporter_build_info',
      help: 'Version of the exporter and of Node.js; always 1.',
      labelNames: ['version', 'revision', 'nodeversion'],
      registers,
    }).set({ ...build, nodeversion: process.version }, 1);
    collectDefaultMetrics({ register: this.#registry });
  }

  refreshEnded(cluster: string, seconds: number): void {
    this.#refreshDuration.observe(this.#labelsOf(cluster), seconds);
  }

  requestEnded(cluster: string, api: string, result: 'ok' | 'error'): void {
    this.#requests.inc({ ...this.#labelsOf(cluster), api, result });
  }

  /** @param refusal Why it was refused; undefined where it was taken. */
  beaconCame(cluster: string, refusal: Refusal | undefined): void {
    const own = this.#labelsOf(cluster);
    if (refusal === undefined) this.#beacons.inc(own);
    else this.#refusedBeacons.inc({ ...own, reason: refusal });
  }

  /** In the Prometheus text format. */
  async text(states: readonly ClusterState[], nowMs: number): Promise<string> {
    const labelsOf = (cluster: string) => this.#labelsOf(cluster);
    return (
      healthText(states, labelsOf, nowMs) + this.#audit.text(states, labelsOf, nowMs) + (await this.#ownText(nowMs))
    );
  }

  /** Asking the process for its memory and files costs a millisecond and leaves garbage: once a second is enough. */
  #ownText(nowMs: number): Promise<string> {
    if (this.#own === undefined || Math.abs(nowMs - this.#own.atMs) >= ownTextMs) {
      this.#own = { atMs: nowMs, text: this.#registry.metrics() };
    }
    return this.#own.text;
  }

  #labelsOf(cluster: string): Readonly<Record<string, string>> {
    const labels = this.#labels.get(cluster);
    if (labels === undefined) throw new Error(`no cluster '${cluster}' is configured`);
    return labels;
  }
}
