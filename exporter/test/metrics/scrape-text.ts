import type { ClusterState } from '../../src/derived/state.ts';
import type { Exposition } from '../../src/metrics/exposition.ts';
import type { FormatName } from '../../src/metrics/format.ts';

/** What a scrape is answered, as text. */
export async function scrapeText(
  exposition: Exposition,
  states: readonly ClusterState[],
  format: FormatName = 'text',
): Promise<string> {
  const scrape = await exposition.scrape(states, format, false);
  const text = Buffer.concat(scrape.parts).toString();
  scrape.release();
  return text;
}

/** Without what says something about the process, and so changes from run to run. */
export function withoutProcess(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^(# \w+ )?(process_|nodejs_)/.test(line))
    .join('\n')
    .replace(/\n\n+/g, '\n')
    .replaceAll(process.version, 'v0.0.0');
}

/** Sample lines whose metric has this name. */
export function samplesOf(text: string, name: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}
