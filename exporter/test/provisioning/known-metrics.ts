import { readFileSync } from 'node:fs';
import path from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { root, rules } from './provisioned.ts';

/** Metrics that exist, with their labels; undefined where any label may be there. */
export function knownMetrics(): Map<string, ReadonlySet<string> | undefined> {
  return new Map([
    ...documented(),
    ...recordedFromJmx(),
    ...ofTheProcess(),
    ...ofTheDemo(),
    ...rules().flatMap(({ record }) => (record === undefined ? [] : ([[record, undefined]] as const))),
    ['up', new Set()],
    ['ALERTS', undefined],
  ]);
}

/** The tables of docs/metrics.md, which another test holds equal to the exposition. */
function documented(): [string, ReadonlySet<string>][] {
  const text = readFileSync(path.join(root, 'docs/metrics.md'), 'utf8');
  const rows = text.matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]*) \|/gm);
  return Array.from(rows).flatMap(([, name = '', type, cell = '']) => {
    const labels = new Set(Array.from(cell.matchAll(/`(\w+)`/g), ([, label = '']) => label));
    const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => `${name}${part}`) : [name];
    return names.map((each): [string, ReadonlySet<string>] => [each, labels]);
  });
}

/** What a broker's JMX agent answered with cluster/jmx-agent.yaml; see jmx-metrics-record.ts. */
function recordedFromJmx(): [string, ReadonlySet<string>][] {
  const text = readFileSync(path.join(root, 'exporter/test/fixtures/jmx/metrics.txt'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...labels] = line.split(' ');
      // Each of these is also there by topic, as soon as there is something to count.
      return [name, new Set(name.startsWith('kafka_server_brokertopicmetrics_') ? [...labels, 'topic'] : labels)];
    });
}

/** The newest readings, which demo/test/kafka/demo.test.ts asks for. */
function ofTheDemo(): [string, ReadonlySet<string>][] {
  const text = readFileSync(path.join(root, 'demo/src/ocean.ts'), 'utf8');
  const names = Array.from(text.matchAll(/\bname: '(ocean_\w+)'/g), ([, name = '']) => name);
  return names.map((name) => [name, new Set(['ocean', 'buoy'])]);
}

function ofTheProcess(): [string, undefined][] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const names = register.getMetricsAsArray().map(({ name }): [string, undefined] => [name, undefined]);
  register.clear();
  return names;
}
