import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { serve, smallShape, stateOf, type Served } from './serve.ts';

jest.setTimeout(30_000);

/** Enough text for many batches of compression. */
const large = { topics: 200, partitionsPerTopic: 10, groups: 20, offsetsPerGroup: 100 };

let served: Served;
beforeAll(async () => {
  served = await serve([
    await stateOf({ ...large, cluster: 'ocean' }),
    await stateOf({ ...smallShape, cluster: 'logs', seed: 2 }),
  ]);
});
afterAll(() => served.close());

const curl = async (...options: string[]): Promise<string> => {
  const args = ['--silent', '--show-error', '--fail', ...options, `${served.url}/metrics`];
  const { stdout } = await promisify(execFile)('curl', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
};

describe('other programs read what is served', () => {
  it('gzip -t', async () => {
    const { headers, body } = await served.ask('/metrics', { headers: { 'accept-encoding': 'gzip' } });
    expect(headers['content-encoding']).toBe('gzip');
    execFileSync('gzip', ['-t'], { input: body, stdio: ['pipe', 'ignore', 'inherit'] });
    const unpacked = execFileSync('gzip', ['-dc'], { input: body, maxBuffer: 64 * 1024 * 1024 });
    expect(unpacked.length).toBeGreaterThan(10 * body.length);
  });

  it('curl --compressed', async () => {
    const [packed, plain] = [await curl('--compressed'), await curl()];
    expect(steady(packed)).toEqual(steady(plain));
    expect(steady(plain).length).toBeGreaterThan(10_000);
  });

  it('curl --head', async () => {
    expect(await curl('--head', '--max-time', '10')).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  });
});

it.each(['text/plain', 'application/openmetrics-text'])('several clusters share each family in %s', async (accept) => {
  const { text } = await served.ask('/metrics', { headers: { accept } });
  const lines = text.split('\n');
  for (const word of ['# HELP', '# TYPE']) {
    const names = lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(' ')[2]);
    expect(names).toEqual([...new Set(names)]);
    expect(names.length).toBeGreaterThan(50);
  }
  const series = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.replace(/ \S+$/, ''));
  expect(series.length).toBe(new Set(series).size);
  for (const cluster of ['ocean', 'logs']) {
    const of = series.filter((line) => line.startsWith('kafka_brokers{') && line.includes(`cluster="${cluster}"`));
    expect(of).toHaveLength(1);
  }
  // Every sample stands below the heading of its own family: none was begun twice.
  const kafka = lines.filter((line) => line.startsWith('kafka_topic_partition_current_offset{'));
  const first = lines.findIndex((line) => line.startsWith('kafka_topic_partition_current_offset{'));
  expect(lines.slice(first, first + kafka.length)).toEqual(kafka);
  expect(kafka).toHaveLength(2006);
});

/** Without what says something about the process, and so changes from scrape to scrape. */
function steady(text: string): string[] {
  return text.split('\n').filter((line) => !/^(process|nodejs)_/.test(line));
}
