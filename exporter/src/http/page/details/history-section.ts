import type { Graph, Query, QueryAnswer, QueryRequest } from '../../../api.ts';
import { element } from '../element.ts';
import { fetchJson } from '../fetch-json.ts';
import { chartsOf, inWords, seriesOf, withoutHistory, type Chart, type Series } from './chart.ts';
import { clock, createPlot, formats } from './plot.ts';
import type { Subject } from './subject.ts';

export interface HistorySection {
  /** Shows the last hour of a subject; asks anew once the cluster was read anew. */
  show(subject: Subject, graph: Graph, signal: AbortSignal): Promise<void>;
  /** Forgets the subject: nothing is shown until the next. */
  clear(): void;
}

interface Drawn {
  show(series: Series, problem: string): void;
  destroy(): void;
}

const hourMs = 3_600_000;
/** One for every two pixels or so. */
const mostPoints = 180;

/** The last hour as small charts, from what the exporter remembers. */
export function createHistorySection(section: HTMLElement): HistorySection {
  let drawn: Drawn[] = [];
  let shown = '';
  let shownTime = '';

  function clear(): void {
    for (const each of drawn) each.destroy();
    drawn = [];
    section.replaceChildren();
    [shown, shownTime] = ['', ''];
  }

  return {
    clear,
    async show(subject, graph, signal) {
      const charts = chartsOf(subject);
      const key = JSON.stringify([subject.id, charts]);
      if (shown !== key) {
        clear();
        shown = key;
        section.append(element('h3', {}, 'The last hour'));
        if (charts.length === 0) section.append(element('p', { class: 'note' }, withoutHistory(subject)));
        drawn = charts.map((chart) => drawChart(section, chart));
      }
      if (charts.length === 0 || shownTime === graph.time) return;
      const { results } = await fetchJson<QueryAnswer>('api/query', signal, requestFor(charts, graph));
      if (signal.aborted || shown !== key) return;
      shownTime = graph.time;
      charts.forEach(({ lines }, i) => {
        const answers = lines.map((_, at) => results[refId(i, at)]);
        const frames = answers.map((answer) =>
          answer !== undefined && 'frames' in answer ? answer.frames[0] : undefined,
        );
        const problem = answers
          .flatMap((answer) => (answer !== undefined && 'error' in answer ? answer.error : []))
          .at(0);
        const notice = frames.flatMap((frame) => frame?.schema.meta.notices ?? []).at(0)?.text;
        drawn[i]?.show(seriesOf(frames), problem ?? notice ?? 'Nothing is known yet.');
      });
    },
  };
}

function requestFor(charts: readonly Chart[], { cluster, time }: Graph): QueryRequest {
  const to = Date.parse(time);
  const shared = { by: 'all' as const, maxDataPoints: mostPoints, ...(cluster !== '' && { cluster }) };
  const queries: Query[] = charts.flatMap(({ lines }, i) =>
    lines.map(({ query }, at) => ({ refId: refId(i, at), ...query, ...shared })),
  );
  return { from: to - hourMs, to, queries };
}

function refId(chart: number, line: number): string {
  return `${String(chart)}-${String(line)}`;
}

function drawChart(section: HTMLElement, chart: Chart): Drawn {
  const format = formats[chart.unit];
  const value = element('span', { class: 'chart-value' });
  const canvas = element('div', { class: 'chart', role: 'img' });
  const note = element('p', { class: 'note' });
  section.append(element('div', { class: 'chart-title' }, element('span', {}, chart.title), value), canvas, note);
  let series: Series = { times: [], values: [] };
  let pointedAt: number | undefined;
  const plot = createPlot(canvas, chart, (index) => {
    pointedAt = index;
    tell();
  });

  /** The value that is pointed at, else the newest. */
  function tell(): void {
    const at = pointedAt ?? series.times.length - 1;
    const time = series.times[at];
    const told = chart.lines.map(({ name }, i) => {
      const known = series.values[i]?.[at] ?? null;
      const sign = i === 0 ? '—' : '- -';
      return [name === '' ? '' : `${sign} ${name}`, known === null ? '–' : format(known)].join(' ');
    });
    value.textContent = [...told, pointedAt === undefined || time === undefined ? '' : `at ${clock(time)}`].join(' ');
  }

  return {
    show(next, problem) {
      series = next;
      const isEmpty = series.values.every((line) => line.every((each) => each === null));
      note.textContent = isEmpty ? problem : '';
      [note.hidden, canvas.hidden, value.hidden] = [!isEmpty, isEmpty, isEmpty];
      canvas.setAttribute('aria-label', `${chart.title}, in the last hour: ${inWords(chart, series, format)}`);
      plot.show(series);
      tell();
    },
    destroy: () => plot.destroy(),
  };
}
