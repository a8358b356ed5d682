// The direction of imports. Data flow from Kafka to a person; imports point only upstream, that is back to Kafka.
const stages = ['kafka', 'snapshot', 'derived', '(metrics|graph|frames)', 'http'];
const folder = (stage) => `^exporter/src/${stage}/`;

const upstreamOnly = stages.slice(0, -1).map((stage, index) => ({
  name: `exporter-${stage.replace(/\W/g, '-')}-imports-upstream`,
  severity: 'error',
  from: { path: folder(stage) },
  to: { path: stages.slice(index + 1).map(folder) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upstreamOnly,
    {
      name: 'exporter-outputs-are-apart',
      comment: 'metrics, graph and frames know the state and not each other',
      severity: 'error',
      from: { path: '^exporter/src/(metrics|graph|frames)/' },
      to: { path: '^exporter/src/(metrics|graph|frames)/', pathNot: '^exporter/src/$1/' },
    },
    {
      name: 'exporter-asks-kafka-in-snapshots-only',
      comment: 'what is downstream of a snapshot never talks to a broker; it may use the types',
      severity: 'error',
      from: { path: '^exporter/src/(derived|metrics|graph|frames|http)/' },
      to: { path: '^exporter/src/kafka/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'exporter-leaves-import-nothing',
      severity: 'error',
      from: { path: '^exporter/src/(config/|topology/|api\\.ts$|log\\.ts$)' },
      to: { path: '^exporter/src/(kafka|snapshot|derived|metrics|graph|frames|http)/' },
    },
    {
      name: 'exporter-wiring-is-on-top',
      severity: 'error',
      from: { path: '^exporter/src/', pathNot: '^exporter/src/(main|exporter|cluster-watch)\\.ts$' },
      to: { path: '^exporter/src/(main|exporter|cluster-watch)\\.ts$' },
    },
    {
      name: 'kafkajs-in-one-place',
      severity: 'error',
      from: { path: '^exporter/src/', pathNot: '^exporter/src/kafka/' },
      to: { path: '(^|/)node_modules/kafkajs/' },
    },
    {
      name: 'api-is-types-only',
      severity: 'error',
      from: { pathNot: '^exporter/src/' },
      to: { path: '^exporter/src/api\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'exporter-stands-alone',
      comment: 'the exporter is installed without the cluster, the demo and the bench',
      severity: 'error',
      from: { path: '^exporter/src/' },
      to: { path: '^(cluster|demo|bench|scripts)/' },
    },
    {
      name: 'page-is-the-only-user-of-flow',
      severity: 'error',
      from: { path: '^exporter/src/', pathNot: '^exporter/src/http/page/' },
      to: { path: '^flow/' },
    },
    {
      name: 'flow-knows-the-api-types-only',
      severity: 'error',
      from: { path: '^flow/src/' },
      to: { path: '^(exporter|cluster|demo|bench|scripts)/', pathNot: '^exporter/src/api\\.ts$' },
    },
    {
      name: 'cluster-knows-nobody',
      severity: 'error',
      from: { path: '^cluster/src/' },
      to: { path: '^(exporter|flow|demo|bench|scripts)/' },
    },
    {
      name: 'demo-is-a-client',
      comment: 'it works as any other application would',
      severity: 'error',
      from: { path: '^demo/src/' },
      to: { path: '^(exporter|flow|bench|scripts)/' },
    },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { path: '^(exporter|flow|cluster|demo)/src/' },
      to: { path: '^[^/]+/test/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'everything-is-found', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.cache|\\.data)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      // "types" first: it is all that exporter/package.json exports.
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
