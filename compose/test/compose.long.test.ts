import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { prepareKafka } from '../../cluster/src/cluster.ts';
import type { Jars } from '../../cluster/src/jars.ts';
import { freePorts } from '../../cluster/src/ports.ts';
import { finishTool, spawnTool } from '../../cluster/src/tool.ts';
import { startWatcher, type Watcher } from '../../cluster/src/watcher.ts';
import type { GroupList } from '../../exporter/src/api.ts';
import { eventually } from '../../exporter/test/kafka/eventually.ts';
import { pluginFaults } from '../../scripts/plugin-faults.ts';
import { untilLive } from '../../scripts/start/live.ts';
import { prepareBroker } from './broker.ts';
import { Builder } from './built-image.ts';
import { Container } from './container.ts';
import { LoopbackNetwork } from './loopback-network.ts';
import { readSetup, repository, type Setup } from './setup.ts';

/**
 * `docker compose up` without Docker: what the Dockerfiles build is built in empty folders by this machine's programs,
 * then brokers, exporter and demo run from these folders with the settings of docker-compose.yml. Prometheus and Grafana
 * themselves are not started here.
 */

// Hundreds of npm packages and a Go program are fetched and built.
jest.setTimeout(900_000);

const brokerNames = ['kafka-1', 'kafka-2', 'kafka-3'];
const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

let folder: string;
let watcher: Watcher;
let setup: Setup;
let builder: Builder;
let network: LoopbackNetwork;
let jars: Jars;
let jvmFlags: readonly string[];
let ports: number[];
const running = new Map<string, number>();
const containers: Container[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kafkascope-compose-'));
  watcher = startWatcher({ mount: undefined, directory: folder });
  ports = await freePorts(7);
  const [first, second, third, exporter, demo, control, api] = ports.map(String);
  setup = await readSetup({
    KAFKA_1_PORT: first ?? '',
    KAFKA_2_PORT: second ?? '',
    KAFKA_3_PORT: third ?? '',
    KAFKASCOPE_PORT: exporter ?? '',
    DEMO_PORT: demo ?? '',
    DEMO_CONTROL_PORT: control ?? '',
    HOST_API_PORT: api ?? '',
  });
  builder = new Builder(setup, folder, architecture);
  network = new LoopbackNetwork(setup);
  const kafka = await prepareKafka();
  jars = kafka.jars;
  // The image has flags of its own; these let three brokers start soon on a machine that is busy.
  jvmFlags = [...kafka.archiveFlags, '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
});

afterAll(async () => {
  network.close();
  for (const one of containers) one.stop();
  await watcher.close();
});

async function container(name: string, dockerfile: string): Promise<Container> {
  const root = path.join(folder, 'containers', name);
  const created = await Container.create(setup, name, await builder.build(dockerfile), network, root);
  containers.push(created);
  return created;
}

/** Runs its program, which ends with this process at the latest. */
function run(started: Container, argv = started.argv, more: Readonly<Record<string, string>> = {}): void {
  const onChange = (pid: number | undefined): void => {
    if (pid === undefined) running.delete(started.name);
    else running.set(started.name, pid);
    watcher.watch([...running.values()]);
  };
  started.run(argv, onChange, more);
}

describe('what the Dockerfiles build', () => {
  it('the exporter, with the packages that it runs on and no others', async () => {
    const { root, workdir } = await builder.build('exporter/Dockerfile');
    const packages = await readdir(path.join(root, workdir, 'node_modules'));
    expect(packages).toEqual(expect.arrayContaining(['koa', 'kafkajs', 'pino']));
    expect(packages.filter((name) => /^(esbuild|marked|typescript|jest|@types)$/.test(name))).toEqual([]);
    const runbooks = await readdir(path.join(root, workdir, 'exporter/dist/page/runbooks'));
    const written = await readdir(path.join(repository, 'docs/runbooks'));
    expect(runbooks.sort()).toEqual(written.map((file) => file.replace('.md', '.html')).sort());
  });

  it("Kafka's JMX agent: the one that npm start runs", async () => {
    const { root } = await builder.build('cluster/Dockerfile');
    const agent = await readFile(path.join(root, 'opt/jmx-agent/jmx_prometheus_javaagent.jar'));
    expect(agent.equals(await readFile(jars.jmxAgent))).toBe(true);
  });

  it("the demo's roles in Java, compiled for the Java that is in the image", async () => {
    const { root, workdir, environment } = await builder.build('demo/Dockerfile');
    const made = await readdir(path.join(root, workdir, 'demo/src/parcels'));
    expect(made).toEqual(expect.arrayContaining(['Parcels.class', 'Parcels$Couriers.class']));
    const jars = await readdir(path.join(root, workdir, 'jars'));
    expect(jars.map((jar) => jar.replace(/-[\d.]+\.jar$/, ''))).toEqual(['kafka-clients', 'slf4j-api', 'slf4j-simple']);
    expect((await stat(path.join(root, environment.JAVA_HOME ?? '', 'bin/java'))).mode & 0o111).not.toBe(0);
  });

  it('the data source, for the platform of the image', async () => {
    const { root, environment } = await builder.build('plugin/Dockerfile');
    const plugin = path.join(root, environment.GF_PATHS_PLUGINS ?? '', 'kafkascope-kafka-datasource');
    const { version } = JSON.parse(await readFile(path.join(repository, 'plugin/package.json'), 'utf8')) as {
      version: string;
    };
    const faults = await pluginFaults(plugin, version);
    expect(faults.filter((fault) => !/^gpx_\w+(\.exe)? is missing$/.test(fault))).toEqual([]);
    const programs = (await readdir(plugin)).filter((file) => file.startsWith('gpx_'));
    expect(programs).toEqual([`gpx_kafkascope_linux_${architecture}`]);
  });

  it("the data source's program for the other platform", async () => {
    const other = architecture === 'amd64' ? 'arm64' : 'amd64';
    const crossing = new Builder(setup, path.join(folder, other), other);
    const { root, workdir } = await crossing.build('plugin/Dockerfile', 'back-end');
    const program = path.join(root, workdir, 'dist', `gpx_kafkascope_linux_${other}`);
    expect((await stat(program)).mode & 0o755).toBe(0o755);
    // The machine in an ELF header: 62 is x86-64, 183 is AArch64.
    expect((await readFile(program)).readUInt16LE(18)).toBe(other === 'amd64' ? 62 : 183);
  });
});

describe('what docker compose starts', () => {
  let exporter: Container;
  let demo: Container;

  it('three brokers, healthy, with properties from their environment', async () => {
    const brokers = await Promise.all(
      brokerNames.map(async (name) => {
        const broker = await container(name, 'cluster/Dockerfile');
        return { broker, ...(await prepareBroker(broker, jars, jvmFlags)) };
      }),
    );
    for (const { broker, argv } of brokers) run(broker, argv);
    for (const { broker, properties } of brokers) {
      expect(await readFile(properties, 'utf8')).toContain(
        `advertised.listeners=INTERNAL://${broker.address}:19092,HOST://127.0.0.1:`,
      );
      await eventually(async () => broker.checkHealth(), 240_000);
    }
  });

  it.each([
    ['by containers', () => brokerNames.map((name) => network.resolve(`${name}:19092`))],
    ['by programs on this machine', () => ports.slice(0, 3).map((port) => `127.0.0.1:${port}`)],
  ])('brokers that are reached at the addresses they tell: %s', async (_, addresses) => {
    const main = 'org.apache.kafka.tools.BrokerApiVersionsCommand';
    // Of one it is told all of them; then it asks each at the address that it was told.
    const [first = ''] = addresses();
    const output = await eventually(async () => {
      const answer = await finishTool(spawnTool(jars, main, ['--bootstrap-server', first], []), main, {});
      expect(answer.match(/^\S+ \(id: \d .*\) -> \($/gm)).toHaveLength(3);
      return answer;
    }, 90_000);
    const told = [...output.matchAll(/^(\S+) \(id: (\d) /gm)].map(([, address, id]) => `${id ?? ''} ${address ?? ''}`);
    expect(told.sort()).toEqual(addresses().map((address, index) => `${index + 1} ${address}`));
  });

  it('the exporter: healthy, and it sees the brokers', async () => {
    exporter = await container('exporter', 'exporter/Dockerfile');
    run(exporter, exporter.argv, listensAt(exporter));
    await eventually(async () => exporter.checkHealth());
    await eventually(async () => {
      expect(await published('exporter', '/metrics')).toMatch(/^kafka_brokers(\{.*\})? 3$/m);
    });
  });

  it('the demo: healthy, and its flow is seen', async () => {
    demo = await container('demo', 'demo/Dockerfile');
    run(demo);
    await eventually(async () => demo.checkHealth(), 90_000);
    expect(await untilLive(`http://127.0.0.1:${ports[3] ?? ''}`, 60_000, AbortSignal.timeout(60_000))).toBe(true);
    expect(await published('demo', '/metrics')).toContain('ocean_temperature_celsius');
    // It reads the headers of records, in which producers are named.
    await eventually(async () => expect(await published('exporter', '/api/graph')).toContain('buoy-gateway'));
    // And the clients in Java do: of both groups that only they can form, the members are there.
    await eventually(async () => {
      const { groups } = JSON.parse(await published('exporter', '/api/groups')) as GroupList;
      const parcels = groups.flatMap(({ group, type, members }) =>
        group.startsWith('parcel-') ? [`${group} ${type} ${String(members)}`] : [],
      );
      expect(parcels).toEqual(['parcel-couriers share 3', 'parcel-tracking consumer 1']);
      expect(await published('exporter', '/api/graph')).toContain('parcel-depot');
    }, 120_000);
    const page = await fetch(`http://127.0.0.1:${ports[5] ?? ''}/`);
    expect(await page.text()).toContain('Try it out');
  });

  it('whatever Prometheus is told to scrape', async () => {
    const targets = path.join(repository, 'provisioning/compose/targets');
    const files = await Promise.all(
      (await readdir(targets)).map(async (file) => readFile(path.join(targets, file), 'utf8')),
    );
    const named = files.flatMap((text) =>
      [...text.matchAll(/^- targets: \[(\S+)\]$/gm)].map(([, target = '']) => target),
    );
    expect(named).toHaveLength(5);
    for (const target of named) {
      const response = await fetch(`http://${network.resolve(target)}/metrics`);
      expect([target, response.status]).toEqual([target, 200]);
      expect(await response.text()).toMatch(/^# TYPE (kafka|ocean)_/m);
    }
  });

  it('programs that write nothing outside their volumes', async () => {
    await eventually(async () => {
      expect(await readdir(exporter.environment.KAFKASCOPE_STATE_DIR ?? '')).not.toEqual([]);
    }, 60_000);
    for (const one of [exporter, demo]) expect([one.name, await one.filesMade()]).toEqual([one.name, []]);
  });

  /** In its container it listens on all interfaces; here that would be those of the other containers too. */
  function listensAt({ address }: Container): Record<string, string> {
    return { KAFKASCOPE_WEB_LISTEN_ADDRESS: `${address}:9308` };
  }

  async function published(name: 'exporter' | 'demo', where: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${ports[name === 'exporter' ? 3 : 4] ?? ''}${where}`);
    return response.text();
  }
});
