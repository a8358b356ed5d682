import { describe, expect, it } from '@jest/globals';
import type { ClusterConfig, Config } from '../../src/config/config.ts';
import { problemsOf, read, words } from './read.ts';

const fromLine = (line: string) => read({ argv: words(line) });
const only = ({ clusters }: Config): ClusterConfig => clusters[0];
const sasl = '--sasl.enabled --sasl.username=me --sasl.password=pw';

describe('without anything given', () => {
  it('is kafka_exporter’s configuration', () => {
    const { clusters, ...rest } = read({});
    expect(rest).toEqual({
      web: { host: '', port: 9308, telemetryPath: '/metrics', maxSeries: Infinity, tls: undefined },
      log: { level: 'info', format: 'logfmt' },
      refreshIntervalMs: 10_000,
      history: { durationMs: 3_600_000, stateDir: undefined, abandonedAfterMs: 86_400_000 },
      topologyFile: undefined,
      notices: ['no broker was named with --kafka.server; assuming kafka:9092'],
    });
    expect(clusters).toHaveLength(1);
    const { topics, groups, ...cluster } = clusters[0];
    expect(cluster).toEqual({
      name: '',
      brokers: ['kafka:9092'],
      labels: {},
      sourceHeaders: [],
      showAllOffsets: true,
      tls: undefined,
      sasl: undefined,
      collectors: {
        quorum: true,
        configs: true,
        'log-dirs': true,
        'last-stable': true,
        members: true,
        transactions: true,
        producers: false,
        headers: false,
      },
    });
    expect([topics, groups].map((filter) => [filter.matches('any'), filter.matches('__consumer_offsets')])).toEqual([
      [true, true],
      [true, true],
    ]);
  });
});

describe('values', () => {
  it.each<[string, (config: Config) => unknown, unknown]>([
    ['--kafka.server=a:1 --kafka.server=b:2,a:1', (config) => only(config).brokers, ['a:1', 'b:2']],
    ['--kafka.cluster-name=ocean', (config) => only(config).name, 'ocean'],
    ['--kafka.labels=env=prod,url=a=b', (config) => only(config).labels, { env: 'prod', url: 'a=b' }],
    ['--kafka.labels=cluster=prod', (config) => only(config).labels, { cluster: 'prod' }],
    ['--no-offset.show-all', (config) => only(config).showAllOffsets, false],
    ['--no-collector.members', (config) => only(config).collectors.members, false],
    ['--refresh.interval=1m30s', (config) => config.refreshIntervalMs, 90_000],
    ['--web.listen-address=127.0.0.1:0', ({ web }) => [web.host, web.port], ['127.0.0.1', 0]],
    ['--web.listen-address=[::1]:80', ({ web }) => [web.host, web.port], ['::1', 80]],
    ['--web.listen-address=localhost:65535', ({ web }) => [web.host, web.port], ['localhost', 65535]],
    ['--web.telemetry-path=/kafka/metrics', ({ web }) => web.telemetryPath, '/kafka/metrics'],
    ['--web.max-series=5000', ({ web }) => web.maxSeries, 5000],
    ['--web.max-series=0', ({ web }) => web.maxSeries, Infinity],
    ['--topology.file=t.yaml', (config) => config.topologyFile, 't.yaml'],
    ['--verbosity=1', ({ log }) => log.level, 'debug'],
    ['--verbosity=2', ({ log }) => log.level, 'trace'],
    ['--verbosity=9', ({ log }) => log.level, 'trace'],
    ['--verbosity=2 --log.level=WARN', ({ log }) => log.level, 'warn'],
    ['--log.format=json', ({ log }) => log.format, 'json'],
    ['--sasl.enabled=false', (config) => only(config).sasl, undefined],
    [sasl, (config) => only(config).sasl, { mechanism: 'plain', username: 'me', password: 'pw' }],
    [`${sasl} --sasl.mechanism=scram-sha256`, (config) => only(config).sasl?.mechanism, 'scram-sha-256'],
    [`${sasl} --sasl.mechanism=SCRAM-SHA-512`, (config) => only(config).sasl?.mechanism, 'scram-sha-512'],
    [
      `${sasl} --sasl.mechanism=oauthbearer --sasl.oauthbearer-token-url=https://id/token --sasl.oauthbearer-scopes=a,b`,
      (config) => only(config).sasl,
      {
        mechanism: 'oauthbearer',
        tokenUrl: 'https://id/token',
        clientId: 'me',
        clientSecret: 'pw',
        scopes: ['a', 'b'],
      },
    ],
    [
      '--tls.enabled --tls.server-name=kafka --tls.insecure-skip-tls-verify',
      (config) => only(config).tls,
      { ca: undefined, cert: undefined, key: undefined, serverName: 'kafka', insecureSkipVerify: true },
    ],
  ])('%s', (line, part, value) => expect(part(fromLine(line))).toEqual(value));

  it.each<[string, string[]]>([
    ['', ['Orders', 'my-orders', 'logs']],
    ['--topic.filter=(?i)orders', ['Orders', 'my-orders']],
    ['--topic.filter=^orders', []],
    ['--topic.exclude=orders', ['Orders', 'logs']],
    ['--topic.filter=o --topic.exclude=^my-', ['logs']],
    ['--topic.exclude=', ['Orders', 'my-orders', 'logs']],
  ])('patterns are found anywhere: %s', (line, shown) => {
    const { topics } = only(fromLine(line));
    expect(['Orders', 'my-orders', 'logs'].filter((name) => topics.matches(name))).toEqual(shown);
  });

  it('is not held up by a pattern that is slow elsewhere', () => {
    const { groups } = only(fromLine('--group.filter=^(a+)+$'));
    expect(groups.matches(`${'a'.repeat(10_000)}!`)).toBe(false);
  });
});

describe('what is refused', () => {
  it.each<[string, string]>([
    ['--topic.filter=(orders', '--topic.filter: "(orders" is not an RE2 pattern: missing closing ): `(orders`'],
    [
      '--group.exclude=(?=x)',
      '--group.exclude: "(?=x)" is not an RE2 pattern: invalid or unsupported Perl syntax: `(?=`',
    ],
    ['--kafka.server=a', '--kafka.server: "a" must be host:port'],
    ['--kafka.server=a:', '--kafka.server: "a:" must be host:port'],
    ['--kafka.server=a:1,b:70000', '--kafka.server: "b:70000" must have a port from 1 to 65535'],
    ['--kafka.server=a:0', '--kafka.server: "a:0" must have a port from 1 to 65535'],
    [
      '--kafka.server=SASL_SSL://a:1',
      '--kafka.server: "SASL_SSL://a:1" must be host:port, without a protocol before it',
    ],
    ['--kafka.server=[::1]:9092', '--kafka.server: "[::1]:9092" is an IPv6 literal; write a host name, as host:port'],
    ['--kafka.labels=prod', '--kafka.labels: "prod" must be name=value'],
    ['--kafka.labels=a=1,a=2', '--kafka.labels: "a" is given twice'],
    ['--kafka.labels=topic=x', '--kafka.labels: "topic" is a label of the exporter’s own metrics; choose another name'],
    [
      '--kafka.labels=my-env=x',
      '--kafka.labels: "my-env" is not a label name: letters, digits and _, not beginning with a digit or __',
    ],
    [
      '--kafka.cluster-name=a --kafka.labels=cluster=b',
      '--kafka.labels: the label cluster is set by --kafka.cluster-name; give one of them',
    ],
    ['--refresh.interval=10', '--refresh.interval: "10" is not a duration such as 10s, 1m30s or 500ms'],
    ['--refresh.interval=100ms', '--refresh.interval: "100ms" must be from 500ms to 1h'],
    ['--refresh.interval=0', '--refresh.interval: "0" must be from 500ms to 1h'],
    ['--refresh.interval=1h1s', '--refresh.interval: "1h1s" must be from 500ms to 1h'],
    ['--web.listen-address=9308', '--web.listen-address: "9308" must be host:port or :port, for example :9308'],
    ['--web.listen-address=:65536', '--web.listen-address: ":65536" must have a port from 0 to 65535'],
    [
      '--web.telemetry-path=metrics',
      '--web.telemetry-path: "metrics" must be a path that begins with /, such as /metrics',
    ],
    [
      '--web.telemetry-path=/',
      '--web.telemetry-path: "/" is taken; choose another path than /, /healthz, /readyz, /api, /v3',
    ],
    [
      '--web.telemetry-path=/api/metrics',
      '--web.telemetry-path: "/api/metrics" is taken; choose another path than /, /healthz, /readyz, /api, /v3',
    ],
    ['--web.max-series=-1', '--web.max-series: "-1" must be a whole number from 0'],
    ['--web.max-series=1e9', '--web.max-series: "1e9" must be a whole number from 0'],
    ['--log.level=loud', '--log.level: "loud" must be one of trace, debug, info, warn, error, fatal, silent'],
    ['--log.format=xml', '--log.format: "xml" must be one of logfmt, json'],
    ['--sasl.enabled=maybe', '--sasl.enabled: "maybe" must be true or false'],
    ['--sasl.mechanism=md5', '--sasl.mechanism: "md5" must be one of plain, scram-sha256, scram-sha512, oauthbearer'],
    ['--config.file=none.yaml', '--config.file: cannot read none.yaml: there is no such file'],
    ['--tls.enabled --tls.ca-file=none.pem', '--tls.ca-file: cannot read none.pem: there is no such file'],
    ['--sasl.enabled --sasl.password=x', '--sasl.enabled: with plain, --sasl.username is needed'],
    [
      '--sasl.enabled --sasl.username=x',
      '--sasl.enabled: with plain, a password is needed: --sasl.password-file, --sasl.password or the variable SASL_USER_PASSWORD',
    ],
    [`${sasl} --sasl.password-file=pw`, '--sasl.password: is given beside --sasl.password-file; give one of them'],
    [
      '--sasl.enabled --sasl.username=me --sasl.password-file=none',
      '--sasl.password-file: cannot read none: there is no such file',
    ],
    [
      `${sasl} --sasl.mechanism=oauthbearer`,
      '--sasl.enabled: with oauthbearer, --sasl.oauthbearer-token-url or the variable SASL_OAUTHBEARER_TOKEN_URL is needed',
    ],
    [
      `${sasl} --sasl.mechanism=oauthbearer --sasl.oauthbearer-token-url=id/token`,
      '--sasl.oauthbearer-token-url: the value is not an http or https URL',
    ],
  ])('%s', (line, problem) => expect(problemsOf({ argv: words(line) })).toEqual([problem]));

  it.each(['gssapi', 'GSSAPI', 'awsiam'])('%s names what can be used instead', (mechanism) => {
    expect(problemsOf({ argv: [...words(sasl), `--sasl.mechanism=${mechanism}`] })).toEqual([
      expect.stringMatching(/is not supported .*scram-sha512.*client certificate/),
    ]);
  });

  it('tells everything at once', () => {
    expect(
      problemsOf({ argv: words('--topic.filter=( --kafka.server=a --nonsense --refresh.interval=x') }),
    ).toHaveLength(4);
  });
});

describe('environment', () => {
  it.each<[Record<string, string>, (config: Config) => unknown, unknown]>([
    [{ KAFKASCOPE_KAFKA_SERVER: 'a:1, b:2' }, (config) => only(config).brokers, ['a:1', 'b:2']],
    [{ KAFKASCOPE_COLLECTOR_LOG_DIRS: 'false' }, (config) => only(config).collectors['log-dirs'], false],
    [{ KAFKASCOPE_OFFSET_SHOW_ALL: '0' }, (config) => only(config).showAllOffsets, false],
    [{ KAFKASCOPE_REFRESH_INTERVAL: '' }, (config) => config.refreshIntervalMs, 10_000],
    [{ KAFKASCOPE_VERSION: '1.2.3', KAFKASCOPE_PORT: 'tcp://10.0.0.1:80', HOME: '/' }, ({ log }) => log.level, 'info'],
  ])('%j', (env, part, value) => expect(part(read({ env }))).toEqual(value));

  it('names a variable whose value is invalid', () => {
    expect(problemsOf({ env: { KAFKASCOPE_REFRESH_INTERVAL: 'soon' } })).toEqual([
      'KAFKASCOPE_REFRESH_INTERVAL: "soon" is not a duration such as 10s, 1m30s or 500ms',
    ]);
  });

  it('remarks on what looks misspelled', () => {
    expect(read({ env: { KAFKASCOPE_TOPIC_FLITER: 'x', KAFKASCOPE_KAFKA_SERVER: 'a:1' } }).notices).toEqual([
      'KAFKASCOPE_TOPIC_FLITER: unknown environment variable; did you mean KAFKASCOPE_TOPIC_FILTER?',
    ]);
  });

  it('reads kafka_exporter’s own variables', () => {
    const env = { SASL_USER_PASSWORD: 'pw', SASL_OAUTHBEARER_TOKEN_URL: 'http://id/token' };
    expect(only(read({ env, argv: words('--sasl.enabled --sasl.username=me') })).sasl).toMatchObject({
      password: 'pw',
    });
    const oauth = words('--sasl.enabled --sasl.username=me --sasl.mechanism=oauthbearer');
    expect(only(read({ env, argv: oauth })).sasl).toMatchObject({ clientSecret: 'pw', tokenUrl: 'http://id/token' });
  });
});

describe('precedence', () => {
  const files = { 'c.yaml': 'clusters: [{brokers: [file:1], topics: {filter: file}}]\nrefreshInterval: 30s\n' };
  const config = '--config.file=c.yaml';

  it.each<[string, Record<string, string>, string, number]>([
    ['', {}, 'kafka:9092', 10_000],
    [config, {}, 'file:1', 30_000],
    ['', { KAFKASCOPE_CONFIG_FILE: 'c.yaml' }, 'file:1', 30_000],
    [config, { KAFKASCOPE_KAFKA_SERVER: 'env:1', KAFKASCOPE_REFRESH_INTERVAL: '20s' }, 'env:1', 20_000],
    [`${config} --kafka.server=flag:1 --refresh.interval=5s`, { KAFKASCOPE_KAFKA_SERVER: 'env:1' }, 'flag:1', 5000],
    [`${config} --kafka.server=`, {}, 'file:1', 30_000],
  ])('%s %j', (line, env, broker, interval) => {
    const result = read({ argv: words(line), env, files });
    expect([only(result).brokers, result.refreshIntervalMs]).toEqual([[broker], interval]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['--sasl.password=flag', { KAFKASCOPE_SASL_PASSWORD_FILE: 'pw' }, 'flag'],
    ['--sasl.password-file=pw', { KAFKASCOPE_SASL_PASSWORD: 'env' }, 'from file'],
    ['--sasl.password-file=pw', { SASL_USER_PASSWORD: 'original' }, 'from file'],
    ['--sasl.password=', { SASL_USER_PASSWORD: 'original' }, 'original'],
    ['', { KAFKASCOPE_SASL_PASSWORD: 'env', SASL_USER_PASSWORD: 'original' }, 'env'],
  ])('of passwords: %s %j', (line, env, password) => {
    const argv = words(`--sasl.enabled --sasl.username=me ${line}`);
    expect(only(read({ argv, env, files: { pw: 'from file\n' } })).sasl).toMatchObject({ password });
  });
});

it('remarks on settings without effect', () => {
  expect(fromLine('--kafka.server=a:1 --sasl.username=me --tls.ca-file=x').notices).toEqual([
    'without effect as long as --tls.enabled is not set: --tls.ca-file',
    'without effect as long as --sasl.enabled is not set: --sasl.username',
  ]);
});
