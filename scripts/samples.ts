/** One sample of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \S+)?$/;
const labelPair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Samples of an answer in Prometheus' text format 0.0.4. Throws where a line is no sample and no comment. */
export function parseSamples(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(parseSample);
}

function parseSample(line: string): Sample {
  const [, name, labels = '', value = ''] = sampleLine.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a line of Prometheus' text format: ${line.slice(0, 200)}`);
  return {
    name,
    labels: Object.fromEntries([...labels.matchAll(labelPair)].map(([, key = '', text = '']) => [key, unescape(text)])),
    value: parseValue(value),
  };
}

/** The identity of a series as a person writes it: name and labels, labels in order of name. */
export function seriesOf({ name, labels }: Pick<Sample, 'name' | 'labels'>): string {
  const pairs = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

/** Series of both answers, with the value of the later one. */
export function mergeSamples(earlier: readonly Sample[], later: readonly Sample[]): Sample[] {
  return [...new Map([...earlier, ...later].map((sample) => [seriesOf(sample), sample])).values()];
}

const unescape = (text: string): string => text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));

function parseValue(text: string): number {
  switch (text) {
    case '+Inf':
      return Infinity;
    case '-Inf':
      return -Infinity;
    default:
      return Number(text);
  }
}
