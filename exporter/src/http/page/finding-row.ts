import type { FindingSummary } from '../../api.ts';
import { element } from './element.ts';
import { nodeLink } from './table.ts';

const marks: Readonly<Record<FindingSummary['severity'], string>> = { critical: '✕', warning: '!', info: 'i' };

/** One finding in sentences: what, how it is known, what to do, and where that is written at length. */
export function findingRow(finding: FindingSummary, nowMs: number): HTMLElement {
  const { severity, certainty, end, title, evidence, advice, runbook } = finding;
  const tags = [severity, certainty === 'suspected' ? 'suspected, not proved' : '', spanOf(finding, nowMs)];
  return element(
    'li',
    { class: end === null ? `finding ${severity}` : 'finding ended' },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, end === null ? marks[severity] : '–'),
    element(
      'div',
      {},
      element('p', { class: 'finding-title' }, title),
      element('p', { class: 'finding-tags' }, tags.filter((tag) => tag !== '').join(' · '), ...subjects(finding)),
      element('p', {}, evidence),
      element(
        'p',
        {},
        element('strong', {}, 'What to do: '),
        `${advice} `,
        // Relative, so that it also works behind a proxy that serves the page under a folder.
        element('a', { href: runbook.replace(/^\//, '') }, 'Runbook'),
      ),
    ),
  );
}

function subjects({ topic, group, broker }: FindingSummary): (HTMLElement | string)[] {
  const links = [
    ...(group === null ? [] : [nodeLink(`group:${group}`, group)]),
    ...(topic === null ? [] : [nodeLink(`topic:${topic}`, topic)]),
    ...(broker === null ? [] : [`broker ${String(broker)}`]),
  ];
  return links.flatMap((link) => [' · ', link]);
}

/** 'since 14:02:10', '14:02:10 to 14:20:00'; with the date when that is not today. */
function spanOf({ start, end }: FindingSummary, nowMs: number): string {
  return end === null ? `since ${timeOf(start, nowMs)}` : `${timeOf(start, nowMs)} to ${timeOf(end, nowMs)}`;
}

function timeOf(iso: string, nowMs: number): string {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date(nowMs).toDateString();
  return isToday ? date.toLocaleTimeString() : date.toLocaleString();
}
