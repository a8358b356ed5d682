/**
 * What each npm script runs and what has to be there first.
 *
 * @typedef {object} Command
 * @property {string} entry Program, relative to the repository.
 * @property {string[]} [before] Program with arguments that has to succeed first.
 * @property {'runtime' | 'all'} packages Which npm packages it takes.
 * @property {(args: string[]) => boolean} [plugin] Whether it takes the plugin's npm packages as well.
 * @property {(args: string[]) => import('./tools.mjs').ToolName[]} tools Programs of the machine.
 * @property {string} [hint] What to do without them.
 * @property {() => string | undefined} [refusal] A sentence when it cannot run as it was asked to.
 */

/** @type {() => import('./tools.mjs').ToolName[]} */
const none = () => [];

/**
 * The tools of the test stages that need any. A run without named stages runs them all.
 * @type {Record<string, import('./tools.mjs').ToolName[]>}
 */
const stageTools = {
  unit: ['openssl', 'promtool', 'curl', 'redis'],
  go: ['go'],
  compose: ['go'],
  kafka: ['jdk', 'mvn', 'go', 'openssl', 'kcat', 'confluent-kafka'],
  browser: ['jdk', 'mvn', 'chromium'],
  plugin: ['chromium'],
};

/** The test stages that take the plugin's npm packages, which are many and large. */
const pluginStages = ['types', 'lint', 'plugin'];

/** @param {string[]} args */
function stagesIn(args) {
  const options = args.findIndex((arg) => arg.startsWith('-'));
  return options === -1 ? args : args.slice(0, options);
}

/** @param {string[]} args */
function takesPlugin(args) {
  const stages = stagesIn(args);
  return stages.length === 0 || stages.some((stage) => pluginStages.includes(stage));
}

/** @param {string[]} args */
function toolsOfStages(args) {
  const stages = stagesIn(args);
  return [
    ...new Set((stages.length > 0 ? stages : Object.keys(stageTools)).flatMap((stage) => stageTools[stage] ?? [])),
  ];
}

/** @type {Record<string, Command>} */
export const commands = {
  start: {
    entry: 'scripts/start.ts',
    packages: 'runtime',
    // A cluster of one's own needs no broker here.
    tools: () => (process.env.KAFKA_BROKERS ? [] : ['java', 'mvn']),
    hint: 'A cluster of your own needs neither: KAFKA_BROKERS=host:port npm start',
  },
  test: { entry: 'scripts/test.ts', packages: 'all', plugin: takesPlugin, tools: toolsOfStages },
  'test:long': {
    entry: 'scripts/test-long.ts',
    packages: 'all',
    plugin: () => true,
    tools: () => ['jdk', 'mvn', 'go', 'chromium'],
  },
  soak: { entry: 'scripts/soak.ts', packages: 'all', tools: () => ['jdk', 'mvn'] },
  build: { entry: 'scripts/build.ts', packages: 'all', tools: none },
  exporter: {
    entry: 'exporter/dist/main.js',
    before: ['scripts/build.ts', '--quiet'],
    packages: 'runtime',
    tools: none,
  },
  compare: { entry: 'scripts/compare.ts', packages: 'runtime', tools: none },
  'plugin:package': {
    entry: 'scripts/package-plugin.ts',
    packages: 'runtime',
    plugin: () => true,
    tools: () => ['go'],
  },
  'test:grafana': {
    entry: 'scripts/test-grafana.ts',
    packages: 'all',
    plugin: () => true,
    // With an exporter and brokers that are there already, none is started.
    tools: () => (process.env.KAFKASCOPE_URL && process.env.KAFKA_BROKERS ? ['chromium'] : ['java', 'mvn', 'chromium']),
    refusal: () => {
      const { GRAFANA_URL, KAFKASCOPE_URL, KAFKA_BROKERS } = process.env;
      if (!GRAFANA_URL)
        return 'Set GRAFANA_URL to the address of a Grafana that has loaded the plugin: GRAFANA_URL=http://127.0.0.1:3000 npm run test:grafana';
      if (!KAFKASCOPE_URL !== !KAFKA_BROKERS)
        return 'Set both KAFKASCOPE_URL, an exporter as Grafana reaches it, and KAFKA_BROKERS, which it watches, or neither.';
      return undefined;
    },
  },
  'record-fixtures': { entry: 'scripts/record-fixtures.ts', packages: 'all', tools: () => ['jdk', 'mvn'] },
  bench: { entry: 'bench/src/main.ts', packages: 'all', tools: () => ['java', 'mvn', 'chromium'] },
};
