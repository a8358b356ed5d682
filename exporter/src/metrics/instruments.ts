import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ClusterConfig } from '../config/config.ts';
import { isUp } from '../derived/freshness.ts';
import type { ClusterState } from '../derived/state.ts';
import { clusterLabels } from './cluster-labels.ts';

export interface Build {
  readonly version: string;
  /** Of the source it was built from; '' when that is not known. */
  readonly revision: string;
}

/** What the exporter says about itself, kept in prom-client and written anew at each scrape. */
export class Instruments {
  readonly #registry = new Registry();
  readonly #labels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly #up: Gauge;
  readonly #lastRefresh: Gauge;
  readonly #refreshDuration: Histogram;
  readonly #requests: Counter;

  constructor(clusters: readonly Pick<ClusterConfig, 'name' | 'labels'>[], build: Build) {
    this.#labels = new Map(clusters.map((cluster) => [cluster.name, clusterLabels(cluster)]));
    const registers = [this.#registry];
    const labelNames = [...new Set([...this.#labels.values()].flatMap((labels) => Object.keys(labels)))];
    this.#up = new Gauge({
      name: 'kafka_up',
      help: '1 if the newest refresh of the cluster succeeded and is younger than 3 refresh intervals.',
      labelNames,
      registers,
    });
    this.#lastRefresh = new Gauge({
      name: 'kafka_exporter_last_refresh_timestamp_seconds',
      help: 'When the newest successful refresh ended.',
      labelNames,
      registers,
    });
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

  /** In the Prometheus text format. */
  text(states: readonly ClusterState[], nowMs: number): Promise<string> {
    for (const state of states) {
      const labels = this.#labelsOf(state.name);
      const { lastSuccessMs } = state.refresh;
      this.#up.set(labels, isUp(state, nowMs) ? 1 : 0);
      if (lastSuccessMs !== undefined) this.#lastRefresh.set(labels, lastSuccessMs / 1000);
    }
    return this.#registry.metrics();
  }

  #labelsOf(cluster: string): Readonly<Record<string, string>> {
    const labels = this.#labels.get(cluster);
    if (labels === undefined) throw new Error(`no cluster '${cluster}' is configured`);
    return labels;
  }
}
