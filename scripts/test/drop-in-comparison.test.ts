import { describe, expect, it } from '@jest/globals';
import { compareSamples, isDropIn, withoutConstantLabels, type Comparison } from '../drop-in-comparison.ts';
import { parseSamples } from '../samples.ts';

type Kind = keyof Comparison;

interface Case {
  readonly name: string;
  readonly theirs: string;
  readonly before: string;
  /** The same as before where it is left out. */
  readonly after?: string;
  /** Series by kind, equal ones left out. */
  readonly expected: Partial<Record<Kind, readonly string[]>>;
}

const end = (value: number) => `kafka_topic_partition_current_offset{topic="t",partition="0"} ${value}`;
const replicas = 'kafka_topic_partition_replicas{topic="t",partition="0"} 1';
const committed = (value: number) =>
  `kafka_consumergroup_current_offset{consumergroup="g",topic="t",partition="0"} ${value}`;
const lag = (value: number) => `kafka_consumergroup_lag{consumergroup="g",topic="t",partition="0"} ${value}`;
const lagSum = (value: number) => `kafka_consumergroup_lag_sum{consumergroup="g",topic="t"} ${value}`;
const offsetSum = (value: number) => `kafka_consumergroup_current_offset_sum{consumergroup="g",topic="t"} ${value}`;
const members = (value: number) => `kafka_consumergroup_members{consumergroup="g"} ${value}`;
const info = (type: string) => `kafka_consumergroup_info{consumergroup="g",type="${type}"} 1`;
const lines = (...all: readonly string[]) => all.join('\n');

const endSeries = 'kafka_topic_partition_current_offset{partition="0",topic="t"}';
const committedSeries = 'kafka_consumergroup_current_offset{consumergroup="g",partition="0",topic="t"}';
const lagSeries = 'kafka_consumergroup_lag{consumergroup="g",partition="0",topic="t"}';
const lagSumSeries = 'kafka_consumergroup_lag_sum{consumergroup="g",topic="t"}';
const offsetSumSeries = 'kafka_consumergroup_current_offset_sum{consumergroup="g",topic="t"}';
const membersSeries = 'kafka_consumergroup_members{consumergroup="g"}';

const cases: readonly Case[] = [
  {
    name: 'equal, whatever the order of labels',
    theirs: 'kafka_broker_info{id="1",address="a:1"} 1',
    before: 'kafka_broker_info{address="a:1",id="1"} 1',
    expected: {},
  },
  {
    name: 'a different value',
    theirs: 'kafka_brokers 3',
    before: 'kafka_brokers 2',
    expected: { different: ['kafka_brokers'] },
  },
  { name: 'a series we lack', theirs: end(1), before: '', expected: { missing: [endSeries] } },
  { name: 'a series they lack', theirs: '', before: end(1), expected: { extra: [endSeries] } },
  { name: 'metrics of our own and of their process', theirs: 'go_goroutines 9', before: 'kafka_up 1', expected: {} },
  {
    name: 'build information by presence only',
    theirs: 'kafka_exporter_build_info{version="1.9.0",goversion="go1.26"} 1',
    before: 'kafka_exporter_build_info{version="0.1.0"} 1',
    expected: {},
  },
  {
    name: 'an offset that grew past theirs',
    theirs: end(15),
    before: end(10),
    after: end(20),
    expected: { moved: [endSeries] },
  },
  {
    name: 'an offset that grew, not up to theirs',
    theirs: end(25),
    before: end(10),
    after: end(20),
    expected: { different: [endSeries] },
  },
  {
    name: 'an offset that stands still, unlike theirs',
    theirs: end(11),
    before: end(10),
    expected: { different: [endSeries] },
  },
  {
    name: 'a lag that swelled in between, by what was produced',
    theirs: lines(end(20), committed(10), lag(10)),
    before: lines(end(10), committed(10), lag(0)),
    after: lines(end(20), committed(20), lag(0)),
    expected: { moved: [endSeries, committedSeries, lagSeries] },
  },
  {
    name: 'a lag that swelled by more than was produced',
    theirs: lines(end(20), committed(10), lag(11)),
    before: lines(end(10), committed(10), lag(0)),
    after: lines(end(20), committed(20), lag(0)),
    expected: { moved: [endSeries, committedSeries], different: [lagSeries] },
  },
  {
    name: 'a lag sum that shrank in between, by what was consumed',
    theirs: lines(end(20), committed(15), lagSum(5)),
    before: lines(end(20), committed(10), lagSum(10)),
    after: lines(end(30), committed(20), lagSum(10)),
    expected: { moved: [endSeries, committedSeries, lagSumSeries] },
  },
  {
    name: 'a group that came meanwhile, unseen by them',
    theirs: '',
    before: '',
    after: members(1),
    expected: { moved: [membersSeries] },
  },
  {
    name: 'a group that went meanwhile, seen by them',
    theirs: members(0),
    before: members(0),
    after: '',
    expected: { moved: [membersSeries] },
  },
  {
    name: 'members of a KIP-848 group',
    theirs: members(0),
    before: lines(members(2), info('consumer')),
    expected: { documented: [membersSeries] },
  },
  {
    name: 'members of a classic group are no such case',
    theirs: members(0),
    before: lines(members(2), info('classic')),
    expected: { different: [membersSeries] },
  },
  {
    name: 'a negative lag of theirs',
    theirs: lines(end(10), committed(12), lag(-2), lagSum(-2)),
    before: lines(end(10), committed(12)),
    expected: { documented: [lagSeries, lagSumSeries] },
  },
  {
    name: 'a negative lag of theirs in the race with a consumer',
    theirs: lines(end(20), committed(22), lag(-2)),
    before: lines(end(22), committed(22), lag(0)),
    expected: { different: [endSeries], documented: [lagSeries] },
  },
  {
    name: 'a partition without commit, which is -1 and no negative lag',
    theirs: lines(end(10), committed(-1), lag(-1)),
    before: lines(end(10), committed(-1), lag(3)),
    expected: { different: [lagSeries] },
  },
  {
    name: 'a lag that we lack without such a cause',
    theirs: lines(end(10), committed(8), lag(2)),
    before: lines(end(10), committed(8)),
    expected: { missing: [lagSeries] },
  },
  {
    name: 'a sum that they lost at the end of their answer',
    theirs: offsetSum(4),
    before: lines(offsetSum(4), lagSum(6)),
    expected: { documented: [lagSumSeries] },
  },
  {
    name: 'a sum of a pair that they do not have',
    theirs: '',
    before: lines(offsetSum(4), lagSum(6)),
    expected: { extra: [offsetSumSeries, lagSumSeries] },
  },
  {
    name: 'a commit in a partition without leader',
    theirs: lines(replicas, offsetSum(0)),
    before: lines(replicas, committed(4), offsetSum(4)),
    expected: { documented: [committedSeries, offsetSumSeries] },
  },
  {
    name: 'a commit in a partition that they do not know at all',
    theirs: '',
    before: lines(replicas, committed(4)),
    expected: { extra: ['kafka_topic_partition_replicas{partition="0",topic="t"}', committedSeries] },
  },
];

describe('comparison with kafka_exporter', () => {
  it.each(cases)('$name', ({ theirs, before, after = before, expected }) => {
    const comparison = compareSamples(parseSamples(theirs), parseSamples(before), parseSamples(after));
    const found = Object.entries(comparison).flatMap(([kind, differences]: [string, Comparison[Kind]]) =>
      kind === 'equal' || differences.length === 0 ? [] : [[kind, differences.map(({ series }) => series).sort()]],
    );
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([kind, series]) => [kind, [...series].sort()])),
    );
    expect(isDropIn(comparison)).toBe(!expected.different && !expected.missing && !expected.extra);
  });

  it('leaves constant labels aside and says which', () => {
    const samples = parseSamples('kafka_brokers{cluster="c"} 1\nkafka_topic_partitions{cluster="c",topic="t"} 2');
    expect(withoutConstantLabels(samples)).toEqual({
      labels: { cluster: 'c' },
      samples: parseSamples('kafka_brokers 1\nkafka_topic_partitions{topic="t"} 2'),
    });
  });

  it('reads escaped labels and special values', () => {
    expect(parseSamples(String.raw`a{b="say \"x\" \\ y\nz",c="1,2}"} +Inf`)).toEqual([
      { name: 'a', labels: { b: 'say "x" \\ y\nz', c: '1,2}' }, value: Infinity },
    ]);
  });

  it('refuses what is no exposition', () => {
    expect(() => parseSamples('<html>')).toThrow("not a line of Prometheus' text format: <html>");
  });
});
