import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * A program of the machine that a command takes for granted.
 *
 * @typedef {object} Tool
 * @property {string} name For people.
 * @property {string} why
 * @property {() => string | undefined} problem What is wrong with it, or undefined when it is fine.
 * @property {string} remedy How a person gets it.
 * @property {string} [apt] Debian's package, for what a command may install by itself.
 *
 * @typedef {keyof typeof tools} ToolName
 */

const oldestJava = 17;
/** Its minor version. */
const oldestGo = 21;

/** @param {string} program @param {string[]} args */
function ask(program, args) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return error === undefined && status === 0 ? `${stderr}${stdout}` : undefined;
}

/** @param {string} program */
function isInstalled(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}

/** @param {string[]} programs of which any will do */
function missing(...programs) {
  return programs.some(isInstalled) ? undefined : 'is missing';
}

/** @param {string} option */
function askJava(option) {
  const { JAVA_HOME: home } = process.env;
  return ask(home ? join(home, 'bin', 'java') : 'java', [option]);
}

/**
 * What is wrong with this Java, undefined when nothing is.
 *
 * @param {string | undefined} answer of `java -version`, undefined when there is none
 */
export function javaProblem(answer) {
  if (answer === undefined) return 'is missing';
  // "17.0.15", "21", "25-ea"; up to Java 8 "1.8.0_402".
  const version = /version "(?:1\.)?(\d+)/.exec(answer)?.[1];
  if (version === undefined) return 'tells no version that can be read';
  return Number(version) < oldestJava ? `is missing, there is ${version}` : undefined;
}

/**
 * What is wrong with this JDK, undefined when nothing is.
 *
 * @param {string | undefined} answer of `java -version`
 * @param {string | undefined} modules of `java --list-modules`
 */
export function jdkProblem(answer, modules) {
  const problem = javaProblem(answer);
  if (problem !== undefined) return problem;
  return modules?.includes('jdk.compiler') ? undefined : 'is missing, there is one without its compiler';
}

/**
 * What is wrong with this Go, undefined when nothing is. One from 1.21 on fetches the Go that a module asks for.
 *
 * @param {string | undefined} answer of `go version`, undefined when there is none
 */
export function goProblem(answer) {
  if (answer === undefined) return 'is missing';
  // "go version go1.26.8 linux/amd64"
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(answer) ?? [];
  if (major === undefined || minor === undefined) return 'tells no version that can be read';
  return Number(major) === 1 && Number(minor) < oldestGo ? `is missing, there is ${major}.${minor}` : undefined;
}

const javaRemedy = 'https://adoptium.net, or apt-get install openjdk-17-jdk-headless';

/** The first Python that has Kafka's client: that of the system has what apt installs, another may come first. */
export function pythonWithKafka() {
  const pythons = ['python3', '/usr/bin/python3'];
  return pythons.find((python) => ask(python, ['-c', 'import confluent_kafka; print(1)']) !== undefined);
}

/** @satisfies {Record<string, Tool>} */
const tools = {
  java: {
    name: `Java ${String(oldestJava)} or newer`,
    why: 'it runs the Kafka brokers',
    problem: () => javaProblem(askJava('-version')),
    remedy: javaRemedy,
  },
  jdk: {
    name: `A JDK, ${String(oldestJava)} or newer,`,
    why: 'it runs the Kafka brokers and the Java clients of the tests',
    problem: () => jdkProblem(askJava('-version'), askJava('--list-modules')),
    remedy: javaRemedy,
  },
  mvn: {
    name: 'Maven',
    why: "it fetches Kafka's jars",
    problem: () => missing('mvn'),
    remedy: 'https://maven.apache.org, or apt-get install maven',
  },
  go: {
    name: `Go 1.${String(oldestGo)} or newer`,
    why: 'it builds and tests the back end of the Grafana plugin',
    problem: () => goProblem(ask('go', ['version'])),
    remedy: 'https://go.dev/dl',
  },
  openssl: {
    name: 'OpenSSL',
    why: 'it makes the certificates of the tests',
    problem: () => missing('openssl'),
    remedy: 'apt-get install openssl',
    apt: 'openssl',
  },
  promtool: {
    name: 'promtool',
    why: 'it checks the metrics, comes with Prometheus',
    problem: () => missing('promtool'),
    remedy: 'https://prometheus.io, or apt-get install prometheus',
    apt: 'prometheus',
  },
  kcat: {
    name: 'kcat',
    why: 'it is the librdkafka client of the tests',
    problem: () => missing('kcat'),
    remedy: 'https://github.com/edenhill/kcat, or apt-get install kcat',
    apt: 'kcat',
  },
  'confluent-kafka': {
    name: 'Python with confluent-kafka',
    why: 'it is the Python client of the tests',
    problem: () => (pythonWithKafka() === undefined ? 'is missing' : undefined),
    remedy: 'pip install confluent-kafka, or apt-get install python3-confluent-kafka',
    apt: 'python3-confluent-kafka',
  },
  curl: {
    name: 'curl',
    why: 'it scrapes the metrics in the tests',
    problem: () => missing('curl'),
    remedy: 'https://curl.se, or apt-get install curl',
    apt: 'curl',
  },
  redis: {
    name: 'redis-server',
    why: 'it is the Redis of the tests',
    problem: () => missing('redis-server'),
    remedy: 'https://redis.io, or apt-get install redis-server',
    apt: 'redis-server',
  },
  chromium: {
    name: 'Chromium',
    why: 'it shows the page in the tests',
    problem: () => missing('chromium', 'chromium-browser', 'google-chrome'),
    remedy: 'apt-get install chromium',
    apt: 'chromium',
  },
};

/** How to run apt without being asked anything; undefined where that cannot be. */
function aptGet() {
  if (!isInstalled('apt-get')) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  return ask('sudo', ['-n', 'true']) === undefined ? undefined : ['sudo', '-n', 'apt-get'];
}

/** @param {string[]} apt @param {string[]} args */
function run([program = '', ...prefix], args) {
  return spawnSync(program, [...prefix, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status;
}

/**
 * Installs what may be installed; returns a line for every tool that is not there in the end. Nothing is installed
 * when something else is missing anyway.
 *
 * @param {ToolName[]} names
 */
export function prepareTools(names) {
  /** @type {Tool[]} */
  const wanted = names.map((name) => tools[name]).filter((tool) => tool.problem() !== undefined);
  const packages = wanted.flatMap((tool) => tool.apt ?? []);
  const apt = packages.length > 0 && packages.length === wanted.length ? aptGet() : undefined;
  if (apt !== undefined) {
    console.log(`Installing ${packages.join(' and ')} with apt …`);
    run(apt, ['update', '-qq']);
    run(apt, ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  }
  return wanted.flatMap(({ name, why, problem, remedy }) => {
    const remaining = problem();
    return remaining === undefined ? [] : [`${name} ${remaining} (${why}): ${remedy}`];
  });
}
