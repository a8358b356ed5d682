import type { Frame } from '../api.ts';
import type { Finding } from '../derived/finding.ts';
import { frame, stringColumn, timeColumn } from './frame.ts';

/**
 * Annotations.
 * @param newestMs Until when the findings that still hold are known to.
 */
export function findingsFrame(findings: readonly Finding[], newestMs: number): Frame {
  return frame('findings', [
    timeColumn(
      'time',
      findings.map(({ startedMs }) => startedMs),
    ),
    timeColumn(
      'timeEnd',
      findings.map(({ endedMs }) => endedMs ?? newestMs),
    ),
    stringColumn(
      'title',
      findings.map(({ title }) => title),
    ),
    stringColumn('text', findings.map(textOf)),
    // Grafana makes a list of what commas are between.
    stringColumn(
      'tags',
      findings.map(({ kind, name, certainty, severity }) => [kind, name, certainty, severity].join(',')),
    ),
    stringColumn(
      'id',
      findings.map(({ id }) => id),
    ),
  ]);
}

function textOf({ evidence, advice, endedMs }: Finding): string {
  return [evidence, advice, endedMs === undefined ? 'It still holds.' : ''].filter((part) => part !== '').join(' ');
}
