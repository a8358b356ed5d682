import { describe, expect, it } from '@jest/globals';
import { problemsOf, read, words } from './read.ts';

const argv = ['--config.file=etc/c.yaml'];
const withFile = (text: string, line = '', env = {}) => ({
  argv: [...argv, ...words(line)],
  env,
  files: { 'etc/c.yaml': text },
});

const two = `
clusters:
  - { name: a, brokers: [a:1] }
  - { name: b, brokers: [b:1], collectors: { quorum: true } }
`;

describe('a file', () => {
  it('gives everything that flags give', () => {
    const text = `
refreshInterval: 1m
topologyFile: topology.yaml
web:
  listenAddress: 127.0.0.1:9000
  telemetryPath: /m
  maxSeries: 100
log: { level: debug, format: json }
clusters:
  - name: atlantic
    brokers: [a:1, b:2]
    labels: { env: prod, team: "1" }
    topics: { filter: ^ocean, exclude: secret }
    groups: { filter: x, exclude: y, showAllOffsets: false }
    tls: { serverName: kafka, insecureSkipVerify: true }
    sasl: { mechanism: oauthbearer, username: id, passwordFile: pw, tokenUrl: "https://id/", scopes: [s] }
    collectors: { quorum: false, log-dirs: false }
  - name: pacific
    brokers: [c:3]
    sasl: { username: me, password: pw }
`;
    const base = `${process.cwd()}/etc`;
    const config = read({ argv, files: { 'etc/c.yaml': text, [`${base}/pw`]: 'client secret\r\n' } });
    expect(config).toMatchObject({
      refreshIntervalMs: 60_000,
      topologyFile: `${base}/topology.yaml`,
      web: { host: '127.0.0.1', port: 9000, telemetryPath: '/m', maxSeries: 100 },
      log: { level: 'debug', format: 'json' },
      notices: [],
      clusters: [
        {
          name: 'atlantic',
          brokers: ['a:1', 'b:2'],
          labels: { env: 'prod', team: '1' },
          showAllOffsets: false,
          tls: { serverName: 'kafka', insecureSkipVerify: true },
          sasl: { clientId: 'id', clientSecret: 'client secret', tokenUrl: 'https://id/', scopes: ['s'] },
          collectors: { quorum: false, 'log-dirs': false, members: true },
        },
        { name: 'pacific', brokers: ['c:3'], tls: undefined, sasl: { mechanism: 'plain', password: 'pw' } },
      ],
    });
    const topics = ['ocean', 'ocean-secret', 'other'];
    expect(topics.filter((topic) => config.clusters[0].topics.matches(topic))).toEqual(['ocean']);
    expect(topics.filter((topic) => config.clusters[1]?.topics.matches(topic))).toEqual(topics);
  });

  it('need not list clusters', () => {
    expect(read(withFile('refreshInterval: 5s', '--kafka.server=a:1 --topic.filter=x'))).toMatchObject({
      refreshIntervalMs: 5000,
      clusters: [{ brokers: ['a:1'] }],
    });
  });

  it('can leave the one cluster’s brokers to a flag', () => {
    expect(read(withFile('clusters: [{name: a}]', '--kafka.server=x:1')).clusters).toMatchObject([
      { name: 'a', brokers: ['x:1'] },
    ]);
  });

  it('can switch a section off again', () => {
    expect(read(withFile('clusters: [{brokers: ["a:1"], tls: {enabled: false}}]')).clusters[0].tls).toBeUndefined();
  });

  it('lets flags that concern every cluster hold for all that it lists', () => {
    const { clusters } = read(withFile(two, '--no-collector.quorum', { KAFKASCOPE_COLLECTOR_MEMBERS: 'false' }));
    expect(clusters.map(({ collectors }) => [collectors.quorum, collectors.members])).toEqual([
      [false, false],
      [false, false],
    ]);
  });

  it('leaves the password of any of its clusters to SASL_USER_PASSWORD', () => {
    const text = 'clusters: [{name: a, brokers: ["a:1"], sasl: {username: x}}, {name: b, brokers: ["b:1"]}]';
    const config = read(withFile(text, '', { SASL_USER_PASSWORD: 'pw' }));
    expect(config.clusters.map(({ sasl }) => sasl)).toEqual([
      { mechanism: 'plain', username: 'x', password: 'pw' },
      undefined,
    ]);
    expect(config.notices).toEqual([]);
  });
});

describe('a file is refused with line, key, value and what is allowed:', () => {
  it.each<[string, string, string[]]>([
    ['wrong type', 'clusters:\n  - brokers: a:1', ['etc/c.yaml:2: clusters[0].brokers: must be a list, not "a:1"']],
    [
      'wrong item',
      'clusters:\n  - brokers: [1]',
      ['etc/c.yaml:2: clusters[0].brokers[0]: must be a text (quote it), not 1'],
    ],
    ['wrong number', 'web:\n  maxSeries: many', ['etc/c.yaml:2: web.maxSeries: must be a whole number, not "many"']],
    ['negative number', 'web: {maxSeries: -1}', ['etc/c.yaml:1: web.maxSeries: must be a whole number from 0, not -1']],
    [
      'yes',
      'clusters:\n- tls:\n    enabled: yes',
      ['etc/c.yaml:3: clusters[0].tls.enabled: must be true or false, not "yes"'],
    ],
    [
      'null',
      'clusters:\n- brokers: ["a:1"]\n  tls:',
      ['etc/c.yaml:3: clusters[0].tls: must be a mapping, not nothing'],
    ],
    ['label', 'clusters:\n- labels: {a: 1}', ['etc/c.yaml:2: clusters[0].labels.a: must be a text (quote it), not 1']],
    ['no clusters', 'clusters: []', ['etc/c.yaml:1: clusters: must list at least one cluster, not an empty list']],
    ['a mapping of clusters', 'clusters:\n  a: {}', ['etc/c.yaml:1: clusters: must be a list, not a mapping']],
    ['empty file', '', ['etc/c.yaml:1: must be a mapping, not nothing']],
    ['unit', 'refreshInterval: 10', ['etc/c.yaml:1: refreshInterval: must be a text (quote it), not 10']],
    [
      'unknown keys',
      'web:\n  listenAddress: ":1"\n  port: 2\nlogs: {}',
      [
        'etc/c.yaml:3: web.port: unknown key; allowed: listenAddress, telemetryPath, maxSeries, tls',
        'etc/c.yaml:4: logs: unknown key; allowed: refreshInterval, audit, history, web, topologyFile, log, clusters',
      ],
    ],
    [
      'pattern',
      'clusters:\n- brokers: ["a:1"]\n  topics:\n    filter: "("',
      ['etc/c.yaml:4: clusters[0].topics.filter: "(" is not an RE2 pattern: missing closing ): `(`'],
    ],
    ['no brokers', 'clusters:\n  - name: a', ['etc/c.yaml:2: clusters[0]: brokers is missing: a list of host:port']],
    [
      'same name',
      'clusters:\n- {name: a, brokers: ["a:1"]}\n- {name: a, brokers: ["b:1"]}',
      ['etc/c.yaml:3: clusters[1].name: "a" is also the name of clusters[0]; names must differ'],
    ],
    [
      'no names',
      'clusters:\n- {brokers: ["a:1"]}\n- {name: " ", brokers: ["b:1"]}',
      [
        'etc/c.yaml:2: clusters[0]: several clusters each need a name',
        'etc/c.yaml:3: clusters[1].name: several clusters each need a name',
      ],
    ],
    [
      'twice the same key',
      'log: {level: info}\nlog: {level: warn}',
      ['etc/c.yaml:2: not valid YAML: the key stands there twice'],
    ],
    ['tab', 'log:\n\tlevel: info', ['etc/c.yaml:2: not valid YAML: indent with spaces, not with tabs']],
    [
      'bracket',
      'clusters: [',
      ['etc/c.yaml:1: not valid YAML: the indentation does not fit, or a closing bracket or brace is missing'],
    ],
    [
      'two documents',
      'log: {}\n---\nlog: {}',
      ['etc/c.yaml:2: not valid YAML: only one document is allowed; take out the "---"'],
    ],
  ])('%s', (_, text, problems) => expect(problemsOf(withFile(text))).toEqual(problems));

  it('that explodes when its aliases are resolved', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
    );
    const text = ['l0: &l0 [x]', ...levels].join('\n');
    expect(problemsOf(withFile(text))).toEqual([
      'etc/c.yaml: YAML aliases (*name) could not be resolved; write the values out',
    ]);
  });
});

describe('several clusters', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      '--topic.filter=x',
      {},
      ['--topic.filter: concerns one cluster, but --config.file lists 2; set topics.filter there, for each'],
    ],
    [
      '',
      { KAFKASCOPE_KAFKA_SERVER: 'x:1' },
      ['KAFKASCOPE_KAFKA_SERVER: concerns one cluster, but --config.file lists 2; set brokers there, for each'],
    ],
    ['--web.listen-address=:1 --refresh.interval=5s --log.level=warn', {}, []],
  ])('and %s %j', (line, env, problems) => expect(problemsOf(withFile(two, line, env))).toEqual(problems));
});
