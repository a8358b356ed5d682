import { afterEach, describe, expect, it } from '@jest/globals';
import { commands } from '../commands.mjs';

const everything = ['openssl', 'promtool', 'curl', 'redis', 'go', 'jdk', 'mvn', 'kcat', 'confluent-kafka', 'chromium'];

describe('what the tests take of the machine', () => {
  it.each([
    ['npm test', [], everything],
    ['npm test -- lint types', ['lint', 'types'], []],
    [
      'npm test -- unit browser -t lag',
      ['unit', 'browser', '-t', 'lag'],
      ['openssl', 'promtool', 'curl', 'redis', 'jdk', 'mvn', 'chromium'],
    ],
    ['npm test -- -t lag', ['-t', 'lag'], everything],
  ])('%s', (_, args, tools) => {
    expect(commands.test?.tools(args)).toEqual(tools);
  });
});

it.each([
  ['npm test', [], true],
  ['npm test -- lint', ['lint'], true],
  ['npm test -- unit kafka', ['unit', 'kafka'], false],
])('whether %s takes the packages of the plugin', (_, args, takes) => {
  expect(commands.test?.plugin?.(args)).toBe(takes);
});

describe('what the tests in Grafana ask for', () => {
  const names = ['GRAFANA_URL', 'KAFKASCOPE_URL', 'KAFKA_BROKERS'] as const;
  const before = names.map((name) => [name, process.env[name]] as const);
  afterEach(() => {
    for (const [name, value] of before) set(name, value);
  });
  const set = (name: string, value: string | undefined): void => {
    // A variable that is set to undefined would be 'undefined'.
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };

  it.each([
    ['the address of a Grafana', [undefined, undefined, undefined], /^Set GRAFANA_URL to/],
    ['brokers beside an exporter', ['http://g', 'http://k', undefined], /^Set both KAFKASCOPE_URL/],
    ['an exporter beside brokers', ['http://g', undefined, 'b:9092'], /^Set both KAFKASCOPE_URL/],
    ['nothing more than a Grafana', ['http://g', undefined, undefined], undefined],
    ['nothing more', ['http://g', 'http://k', 'b:9092'], undefined],
  ])('%s', (_, values, expected) => {
    names.forEach((name, index) => set(name, values[index]));
    const refusal = commands['test:grafana']?.refusal?.();
    if (expected === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toMatch(expected);
  });
});
