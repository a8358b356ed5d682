import path from 'node:path';
import { findGrafana, type Grafana } from './grafana-home.ts';
import { buildPlugin, pluginProblem } from './grafana-plugin.ts';
import { flowDashboard, grafanaLog, pluginFolder, startGrafana, type GrafanaOptions } from './grafana.ts';
import { untilHealthy } from './live.ts';
import type { choosePorts } from './ports.ts';
import type { Program } from './program.ts';
import type { Progress } from './progress.ts';
import { prometheusIsInstalled, startPrometheus, type Targets } from './prometheus.ts';

type Name = 'Prometheus' | 'Grafana';
/** Where a Prometheus listens that somebody starts later. */
const usualPrometheus = 'http://127.0.0.1:9090';
/** Of the first start, which makes the database. */
const patienceMs = 180_000;

/** Prometheus and Grafana, as far as this machine has them. Nothing depends on them: when one fails, a line says so. */
export class Companions {
  readonly names: readonly Name[];
  readonly #say: Progress['say'];
  readonly #ending: AbortSignal;
  readonly #grafana: Grafana | undefined;
  readonly #programs: Program[] = [];

  constructor(say: Progress['say'], ending: AbortSignal) {
    this.#say = say;
    this.#ending = ending;
    const hasPrometheus = prometheusIsInstalled();
    if (!hasPrometheus) say('Prometheus is not installed: no alerts and no history (apt-get install prometheus)');
    const grafana = findGrafana(process.env);
    const problem = typeof grafana === 'string' ? grafana : pluginProblem();
    if (problem !== undefined) say(`no Grafana: ${problem}`);
    this.#grafana = problem === undefined && typeof grafana !== 'string' ? grafana : undefined;
    this.names = [
      ...(hasPrometheus ? (['Prometheus'] as const) : []),
      ...(this.#grafana === undefined ? [] : (['Grafana'] as const)),
    ];
  }

  /** @param directory Where its data stay. */
  async startPrometheus(directory: string, ports: Ports, targets: Targets): Promise<void> {
    if (this.names.includes('Prometheus'))
      this.#keep('Prometheus', await startPrometheus(path.join(directory, 'prometheus'), ports.Prometheus, targets));
  }

  /** Lines for a person: where they are, or will be. */
  places(ports: Ports): string[] {
    return [
      ...(this.names.includes('Prometheus')
        ? [`  alerts, history http://127.0.0.1:${ports.Prometheus}/alerts (Prometheus)`]
        : []),
      ...(this.#grafana === undefined
        ? []
        : [
            `  dashboards      http://127.0.0.1:${ports.Grafana}${flowDashboard} (Grafana, as soon as its plugin is built)`,
          ]),
    ];
  }

  /** Builds the plugin and starts Grafana, in its own time: the first time it takes minutes. */
  startGrafana(directory: string, ports: Ports, about: Pick<GrafanaOptions, 'exporter' | 'demo'>): void {
    const grafana = this.#grafana;
    if (grafana === undefined) return;
    this.#showGrafana(grafana, path.join(directory, 'grafana'), ports, about).catch((error: unknown) => {
      if (!this.#ending.aborted) this.#say(`no Grafana: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  async #showGrafana(
    grafana: Grafana,
    directory: string,
    ports: Ports,
    about: Pick<GrafanaOptions, 'exporter' | 'demo'>,
  ): Promise<void> {
    this.#say('building the plugin for Grafana');
    await buildPlugin(pluginFolder(directory), this.#ending);
    this.#ending.throwIfAborted();
    const url = `http://127.0.0.1:${ports.Grafana}`;
    const prometheus = this.names.includes('Prometheus') ? `http://127.0.0.1:${ports.Prometheus}` : usualPrometheus;
    const program = await startGrafana(grafana, { directory, port: ports.Grafana, prometheus, ...about });
    const log = path.relative(process.cwd(), grafanaLog(directory));
    this.#keep('Grafana', program, `; its log is ${log}`);
    const isHealthy = await Promise.race([
      untilHealthy(url, patienceMs, this.#ending),
      program.ended.then(() => undefined),
    ]);
    if (isHealthy === true)
      this.#say(`Grafana is up: ${url}${flowDashboard} (for Explore and for changes sign in as admin, password admin)`);
    else if (isHealthy === false) this.#say(`Grafana does not answer at ${url}/api/health; its log is ${log}`);
  }

  #keep(name: Name, program: Program, hint = ''): void {
    this.#programs.push(program);
    void program.ended.then((how) => {
      if (!this.#ending.aborted) this.#say(`${name} has ended (${how}); everything else goes on${hint}`);
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop()));
  }
}

type Ports = Awaited<ReturnType<typeof choosePorts<Name>>>;
