import type { CollectorName } from './config.ts';
import { collectorNames, optInCollectors } from './config.ts';
import type { Flag } from './flag.ts';
import { flag, optional } from './flag.ts';
import { mechanismType } from './mechanism.ts';
import * as types from './value-types.ts';

const cluster = (key: string) => ({ key, scope: 'cluster' }) as const;
const secret = { secret: true } as const;

const collectorHelp: Readonly<Record<CollectorName, string>> = {
  quorum: 'The KRaft quorum: its leader and how far its voters are behind',
  configs: 'Topic configurations: retention, cleanup policy, min.insync.replicas',
  'log-dirs': 'Size and free space of the brokers’ log directories',
  'last-stable': 'Last stable offsets, one more pass of ListOffsets requests',
  members: 'Assigned partitions by group member, one series per member and topic',
  transactions: 'Transactional ids, which name producers, and open transactions',
  producers: 'Producers by partition: who writes how much, and transactional topics; needs the right READ on them',
  headers:
    'Headers of the newest records, which may name their producer; needs the right READ on topics. Values are not kept',
};

const collectors = Object.fromEntries(
  collectorNames.map((name) => [
    `collector.${name}`,
    flag('Collectors', types.switchType, String(!optInCollectors.has(name)), collectorHelp[name], {
      key: `collectors.${name}`,
      scope: 'every cluster',
    }),
  ]),
) as Record<`collector.${CollectorName}`, Flag<boolean>>;

/** Every flag that has an effect, in the order of --help. kafka_exporter's have its names, forms and defaults. */
export const flags = {
  'kafka.server': flag(
    'Kafka cluster',
    types.brokersType,
    'kafka:9092',
    'Brokers to begin with; the others are found through them. Repeat it, or separate with commas',
    cluster('brokers'),
  ),
  'kafka.cluster-name': optional(
    'Kafka cluster',
    types.textType,
    'What the cluster is called; with a name every sample carries the label cluster',
    cluster('name'),
  ),
  'kafka.labels': optional(
    'Kafka cluster',
    types.labelsType,
    'Constant labels on every sample, separated with commas',
    cluster('labels'),
  ),
  'topic.filter': flag(
    'Topics and groups',
    types.patternType,
    '.*',
    'Topics to show: those in whose name this RE2 pattern is found, anywhere unless anchored by ^ and $',
    cluster('topics.filter'),
  ),
  'topic.exclude': flag(
    'Topics and groups',
    types.patternType,
    '^$',
    'Topics to leave out, likewise; it wins over the filter',
    cluster('topics.exclude'),
  ),
  'group.filter': flag(
    'Topics and groups',
    types.patternType,
    '.*',
    'Consumer groups to show, likewise',
    cluster('groups.filter'),
  ),
  'group.exclude': flag(
    'Topics and groups',
    types.patternType,
    '^$',
    'Consumer groups to leave out, likewise',
    cluster('groups.exclude'),
  ),
  'offset.show-all': flag(
    'Topics and groups',
    types.switchType,
    'true',
    'Show groups without members too',
    cluster('groups.showAllOffsets'),
  ),
  'tls.enabled': flag(
    'TLS to Kafka',
    types.switchType,
    'false',
    'Connect to the brokers with TLS',
    cluster('tls.enabled'),
  ),
  'tls.ca-file': optional(
    'TLS to Kafka',
    types.pathType,
    'Certificate authority that signed the brokers’ certificates, PEM; without it the well-known ones are trusted',
    cluster('tls.caFile'),
  ),
  'tls.cert-file': optional('TLS to Kafka', types.pathType, 'Client certificate, PEM', cluster('tls.certFile')),
  'tls.key-file': optional(
    'TLS to Kafka',
    types.pathType,
    'Private key of the client certificate, PEM, not encrypted',
    cluster('tls.keyFile'),
  ),
  'tls.server-name': optional(
    'TLS to Kafka',
    types.textType,
    'Host name to expect in the brokers’ certificates, in place of the one connected to',
    cluster('tls.serverName'),
  ),
  'tls.insecure-skip-tls-verify': flag(
    'TLS to Kafka',
    types.switchType,
    'false',
    'Accept any certificate. Whoever is between can then read and change everything, passwords too',
    cluster('tls.insecureSkipVerify'),
  ),
  'sasl.enabled': flag('SASL', types.switchType, 'false', 'Authenticate with SASL', cluster('sasl.enabled')),
  'sasl.mechanism': flag(
    'SASL',
    mechanismType,
    'plain',
    'How to authenticate; Kafka’s own spelling, SCRAM-SHA-256, is understood too',
    cluster('sasl.mechanism'),
  ),
  'sasl.username': optional(
    'SASL',
    types.textType,
    'User name; with oauthbearer the client id',
    cluster('sasl.username'),
  ),
  'sasl.password': optional(
    'SASL',
    types.textType,
    'Password; with oauthbearer the client secret. Others on this machine can see it among the arguments: better give the file or the environment variable',
    { ...cluster('sasl.password'), ...secret, fallbackEnv: 'SASL_USER_PASSWORD' },
  ),
  'sasl.password-file': optional(
    'SASL',
    types.pathType,
    'File that holds the password; a line break at its end is not part of it',
    cluster('sasl.passwordFile'),
  ),
  'sasl.oauthbearer-token-url': optional(
    'SASL',
    types.tokenUrlType,
    'Token endpoint for oauthbearer (OAuth 2.0 client credentials)',
    { ...cluster('sasl.tokenUrl'), ...secret, fallbackEnv: 'SASL_OAUTHBEARER_TOKEN_URL' },
  ),
  'sasl.oauthbearer-scopes': optional(
    'SASL',
    types.textsType,
    'Scopes to ask the token endpoint for, separated with commas',
    cluster('sasl.scopes'),
  ),
  'refresh.interval': flag(
    'Collectors',
    types.intervalType,
    '10s',
    'How often the clusters are asked, from 500ms to 1h; a scrape never asks them',
    { key: 'refreshInterval' },
  ),
  ...collectors,
  'producer.headers': optional(
    'Collectors',
    types.textsType,
    'Record headers that hold the name of the producer, separated with commas, e.g. X-Service; ce_source and baggage are known',
    cluster('sourceHeaders'),
  ),
  'audit.enabled': flag(
    'Audit',
    types.switchType,
    'false',
    'Compare what probes sent with what probes received: reads beacons from a topic, and takes them at /api/beacons',
    cluster('audit.enabled'),
  ),
  'audit.topic': flag(
    'Audit',
    types.textType,
    '__kafkascope.beacons',
    'Topic of beacons, made where it is missing; needs the rights Create, Describe and Read on it',
    cluster('audit.topic'),
  ),
  'audit.group': flag(
    'Audit',
    types.textType,
    'kafkascope-audit',
    'Consumer group that reads it: exporters of one group divide the audited topics; needs the right Read on it',
    cluster('audit.group'),
  ),
  'audit.deadline': flag(
    'Audit',
    types.intervalType,
    '10m',
    'A probe that is silent for so long is given up: what it did not tell is suspected, never counted. A record that was handled so long after it was sent is late',
    cluster('audit.deadline'),
  ),
  'audit.token': optional(
    'Audit',
    types.textType,
    'Token that beacons over HTTP must carry (Authorization: Bearer); better give the file or the environment variable',
    { key: 'audit.token', secret: true },
  ),
  'audit.token-file': optional(
    'Audit',
    types.pathType,
    'File that holds the token; a line break at its end is not part of it',
    { key: 'audit.tokenFile' },
  ),
  'history.duration': flag(
    'History',
    types.historyType,
    '1h',
    'How long offsets are remembered, for time lag and for range queries, from 1m to 24h',
    { key: 'history.duration' },
  ),
  'state.dir': optional(
    'History',
    types.pathType,
    'Folder for what outlives a restart: loss counters, leader epochs, findings; made when it is missing',
    { key: 'history.stateDir' },
  ),
  'group.abandoned-after': flag(
    'History',
    types.abandonedType,
    '24h',
    'A group without members that has not committed for this long is abandoned: told once, its losses not counted',
    { key: 'history.abandonedAfter' },
  ),
  'web.listen-address': flag(
    'Web',
    types.listenAddressType,
    ':9308',
    'Where to listen; without host on all interfaces',
    {
      key: 'web.listenAddress',
    },
  ),
  'web.telemetry-path': flag('Web', types.urlPathType, '/metrics', 'Path of the metrics', { key: 'web.telemetryPath' }),
  'web.max-series': flag(
    'Web',
    types.countType,
    '0',
    'Most samples in the metrics of one cluster; a metric tells what was left out. 0: no limit',
    { key: 'web.maxSeries' },
  ),
  'server.tls.enabled': flag('Web', types.switchType, 'false', 'Serve HTTPS', { key: 'web.tls.enabled' }),
  'server.tls.cert-file': optional('Web', types.pathType, 'Certificate of the web server, PEM', {
    key: 'web.tls.certFile',
  }),
  'server.tls.key-file': optional('Web', types.pathType, 'Its private key, PEM, not encrypted', {
    key: 'web.tls.keyFile',
  }),
  'server.tls.mutual-auth-enabled': flag('Web', types.switchType, 'false', 'Ask clients for a certificate', {
    key: 'web.tls.mutualAuth',
  }),
  'server.tls.ca-file': optional(
    'Web',
    types.pathType,
    'Certificate authority that signed the clients’ certificates, PEM',
    {
      key: 'web.tls.caFile',
    },
  ),
  'topology.file': optional('Other', types.pathType, 'Declared producers and applications (YAML)', {
    key: 'topologyFile',
  }),
  'config.file': optional('Other', types.pathType, 'Configuration file (YAML); needed for several clusters'),
  'log.level': flag(
    'Other',
    types.oneOfType(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
    'What to log',
    { key: 'log.level' },
  ),
  'log.format': flag('Other', types.oneOfType(['logfmt', 'json']), 'logfmt', 'How to log', { key: 'log.format' }),
  verbosity: flag('Other', types.countType, '0', '1 is --log.level=debug, 2 is trace; --log.level wins'),
};

export type FlagName = keyof typeof flags;
/** What a setting's value is in the program. */
export type ValueOf<N extends FlagName> = (typeof flags)[N]['default'];

export const flagNames = Object.keys(flags) as FlagName[];
export const isFlagName = (name: string): name is FlagName => Object.hasOwn(flags, name);

/** Flags that ask for something else than running; only on the command line. */
export const actions = {
  'config.check': 'Check the configuration, name its clusters, and end',
  help: 'Show this text (-h)',
  version: 'Show the version',
} as const;
export type Action = keyof typeof actions;
