import { spawnSync } from 'node:child_process';

/**
 * A program of the machine that a command takes for granted.
 *
 * @typedef {object} Tool
 * @property {string} name For people.
 * @property {string} why
 * @property {string[]} programs Any of these will do.
 * @property {() => string | undefined} problem What is wrong with it, or undefined when it is fine.
 * @property {string} apt Debian's package.
 * @property {boolean} installable Whether a command may install it by itself.
 *
 * @typedef {keyof typeof tools} ToolName
 */

const oldestJava = 17;

/** @param {string} program @param {string[]} args */
function ask(program, args) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return error === undefined && status === 0 ? `${stderr}${stdout}` : undefined;
}

/** @param {string} program */
function isInstalled(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}

/** @param {string[]} programs */
function missing(programs) {
  return programs.some(isInstalled) ? undefined : 'is missing';
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

const tools = {
  java: {
    name: `Java ${String(oldestJava)} or newer`,
    why: 'it runs the Kafka brokers',
    programs: ['java'],
    problem: () => javaProblem(ask('java', ['-version'])),
    apt: 'openjdk-17-jdk-headless',
    installable: false,
  },
  mvn: {
    name: 'Maven',
    why: "it fetches Kafka's jars",
    programs: ['mvn'],
    problem: () => missing(['mvn']),
    apt: 'maven',
    installable: false,
  },
  promtool: {
    name: 'promtool',
    why: 'it checks the metrics, comes with Prometheus',
    programs: ['promtool'],
    problem: () => missing(['promtool']),
    apt: 'prometheus',
    installable: true,
  },
  chromium: {
    name: 'Chromium',
    why: 'it shows the page in the tests',
    programs: ['chromium'],
    problem: () => missing(['chromium']),
    apt: 'chromium',
    installable: true,
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
  const faulty = () => names.map((name) => tools[name]).filter((tool) => tool.problem() !== undefined);
  const wanted = faulty();
  const apt = aptGet();
  if (wanted.length > 0 && apt !== undefined && wanted.every((tool) => tool.installable)) {
    const packages = wanted.map((tool) => tool.apt);
    console.log(`Installing ${packages.join(' and ')} with apt …`);
    run(apt, ['update', '-qq']);
    run(apt, ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  }
  return faulty().map((tool) => `${tool.name} ${tool.problem() ?? ''} (${tool.why}): apt-get install ${tool.apt}`);
}
