import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../src/config/config-error.ts';
import { nothingDeclared } from '../../src/topology/topology.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const problemsOf = (text: string, clusters?: readonly string[]): readonly string[] => {
  try {
    parseTopology(text, 't.yaml', clusters);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('a declared topology', () => {
  const text = `
producers:
  - name: buoy-gateway
    writes: [ocean.atlantic, '/ocean\\.p.*/']
  - { name: buoy-gateway, cluster: b, writes: logs }
applications:
  - name: log-indexer
    group: log-indexer
    writes: [logs.errors]
  - { name: reader, group: [one, two] }
names:
  - { name: billing, ids: ['/bill.*-v[0-9]/', legacy-7] }
`.replace('{ name: buoy-gateway, cluster: b', '{ name: other, cluster: b');
  const { producers, applications, names } = parseTopology(text, 't.yaml', ['a', 'b']);

  it('tells names, clusters and groups', () => {
    expect(producers).toMatchObject([
      { name: 'buoy-gateway', cluster: undefined },
      { name: 'other', cluster: 'b' },
    ]);
    expect(applications).toMatchObject([
      { name: 'log-indexer', groups: ['log-indexer'] },
      { name: 'reader', groups: ['one', 'two'] },
    ]);
  });

  it.each([
    ['ocean.atlantic', true],
    ['ocean-atlantic', false],
    ['ocean.atlantic.more', false],
    ['ocean.pacific', true],
    ['an.ocean.pacific', false],
    ['oceanxpacific', false],
    ['logs', false],
  ])('names topics exactly, or by a pattern for the whole name: %s %s', (topic, expected) => {
    expect(producers[0]?.writes.matches(topic)).toBe(expected);
  });

  it.each([
    ['bills-v2', true],
    ['legacy-7', true],
    ['legacy-77', false],
  ])('says what the clients are called with an id: %s %s', (id, expected) => {
    expect(names).toMatchObject([{ name: 'billing', cluster: undefined }]);
    expect(names[0]?.ids.matches(id)).toBe(expected);
  });

  it('may leave lists and writes out', () => {
    expect(parseTopology('applications: [{name: a, group: g}]', 't.yaml')).toMatchObject({ producers: [] });
    expect(applications[1]?.writes.matches('logs')).toBe(false);
    expect(parseTopology('{}', 't.yaml')).toEqual(nothingDeclared);
  });
});

describe('is refused', () => {
  it.each<[string, string[]]>([
    ['', ['t.yaml:1: must be a mapping, not nothing']],
    ['producer: []', ['t.yaml:1: producer: unknown key; allowed: producers, applications, names']],
    ['producers:\n- name: a', ['t.yaml:2: producers[0].writes: must be a text or a list of texts']],
    [
      'producers:\n- name: a\n  writes: []',
      ['t.yaml:3: producers[0].writes: must be a text or a list of texts, not an empty list'],
    ],
    ['producers:\n- name: 1\n  writes: x', ['t.yaml:2: producers[0].name: must be a text (quote it), not 1']],
    ['producers:\n- name: " "\n  writes: x', ['t.yaml:2: producers[0].name: must not be empty, not " "']],
    [
      "producers:\n- name: '?'\n  writes: x",
      ['t.yaml:2: producers[0].name: must not be "?", which stands for unknown producers, not "?"'],
    ],
    ['applications:\n- name: a', ['t.yaml:2: applications[0].group: must be a text or a list of texts']],
    [
      'applications:\n- name: a\n  group: g\n  groups: [g]',
      ['t.yaml:4: applications[0].groups: unknown key; allowed: name, cluster, group, writes'],
    ],
    [
      'producers:\n- name: a\n  writes: [x, "/(/"]',
      ['t.yaml:3: producers[0].writes[1]: "/(/" is not an RE2 pattern: missing closing ): `(`'],
    ],
    [
      'producers:\n- {name: a, writes: x}\n- {name: a, writes: y}',
      ['t.yaml:3: producers[1].name: "a" is also the name of producers[0]'],
    ],
    [
      'producers:\n- {name: a, writes: x}\n- {name: a, cluster: one, writes: y}',
      ['t.yaml:3: producers[1].name: "a" is also the name of producers[0]'],
    ],
    ['names:\n- name: a', ['t.yaml:2: names[0].ids: must be a text or a list of texts']],
    [
      'names:\n- {name: a, ids: x}\n- {name: a, ids: "/[/"}',
      [
        't.yaml:3: names[1].name: "a" is also the name of names[0]',
        't.yaml:3: names[1].ids[0]: "/[/" is not an RE2 pattern: missing closing ]: `[`',
      ],
    ],
    ['producers:\n- {name: a, cluster: one, writes: x}\n- {name: a, cluster: two, writes: y}', []],
    [
      'applications:\n- {name: a, group: g, cluster: three}',
      ['t.yaml:2: applications[0].cluster: no cluster is called "three"; there are "one", "two"'],
    ],
  ])('%j', (text, problems) => expect(problemsOf(text, ['one', 'two'])).toEqual(problems));
});
