import type { Query, QueryAnswer } from '../../src/api.ts';
import type { Asked } from './kafkascope-queries.ts';

/**
 * Which queries an exporter answers with nothing, of the last quarter of an hour.
 * @throws When it answers one with an error.
 */
export async function unanswered(asked: readonly Asked<Query>[], exporter: string): Promise<string[]> {
  const queries = asked.map(({ query }, at) => ({ ...query, refId: String(at) }));
  const body = JSON.stringify({ from: Date.now() - 900_000, to: Date.now(), queries });
  const response = await fetch(new URL('/api/query', exporter), { method: 'POST', body });
  const { results } = (await response.json()) as QueryAnswer;
  return asked.flatMap(({ where }, at) => {
    const result = results[String(at)];
    if (result === undefined || 'error' in result) throw new Error(`${where}: ${result?.error ?? 'no answer'}`);
    const isEmpty = result.frames.length === 0 || result.frames.some(({ data }) => (data.values[0] ?? []).length === 0);
    return isEmpty ? [where] : [];
  });
}
