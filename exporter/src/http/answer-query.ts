import type { Frame } from '../api.ts';
import { isStale } from '../derived/freshness.ts';
import type { Ask } from '../frames/ask.ts';
import { auditBucketsFrame } from '../frames/audit-buckets.ts';
import { brokersFrame } from '../frames/brokers.ts';
import { findingsFrame } from '../frames/findings.ts';
import { addressed, withNotice } from '../frames/frame.ts';
import { graphFrames } from '../frames/graph.ts';
import { groupsFrame } from '../frames/groups.ts';
import { instantFrame, rangeFrame } from '../frames/metric-frame.ts';
import { metrics } from '../frames/metrics.ts';
import { producersFrame } from '../frames/producers.ts';
import { topicsFrame } from '../frames/topics.ts';
import { lostRecords } from '../graph/lost-records.ts';
import { clusterNamed, type ChosenCluster } from './cluster.ts';
import { selectFindings } from './finding-rows.ts';
import { groupSummary } from './group-rows.ts';
import { Problem } from './problem.ts';
import { askedQuery, isMetric, type AskedQuery, type QueryBody } from './query-request.ts';
import type { AppDeps } from './route.ts';
import { brokerSummaries } from './routes/brokers.ts';
import { producerSummaries } from './routes/producers.ts';
import { selectNamed, type Selection } from './select.ts';
import { topicSummary } from './topic-rows.ts';

/**
 * The frames that answer one query.
 * @throws Problem or FrameError when this query cannot be answered.
 */
export async function answerQuery(
  { refId, raw }: QueryBody['queries'][number],
  { fromMs = -Infinity, toMs }: Pick<QueryBody, 'fromMs' | 'toMs'>,
  deps: AppDeps,
): Promise<Frame[]> {
  const query = askedQuery(raw);
  const chosen = clusterNamed(query.cluster, deps);
  const nowMs = deps.now();
  refuseStale(query, chosen, toMs ?? nowMs, nowMs);
  const frames = await framesOf(query, chosen, { fromMs, toMs: toMs ?? nowMs }, deps);
  return frames.map((frame) => addressed(frame, refId, chosen.head));
}

async function framesOf(
  query: AskedQuery,
  chosen: ChosenCluster,
  range: { readonly fromMs: number; readonly toMs: number },
  deps: AppDeps,
): Promise<Frame[]> {
  const { state, head, snapshot, derived } = chosen;
  const { queryType, topic, group, producer, limit } = query;
  if (isMetric(queryType)) {
    const ask: Ask = { ...query, ...range, cluster: head.cluster };
    return [await (query.instant ? instantFrame : rangeFrame)(metrics[queryType], chosen, ask)];
  }
  switch (queryType) {
    case 'graph':
      return graphFrames(await deps.graph(state, query));
    case 'findings': {
      const { shown, omitted } = selectFindings(derived.findings, { ...query, ...range }, limit);
      return [sayOmitted(findingsFrame(shown, snapshot.finishedAtMs), omitted)];
    }
    case 'auditBuckets':
      if (derived.audit === undefined) {
        throw new Problem(400, 'audit_off', 'there is no audit: start the exporter with --audit.enabled');
      }
      return [auditBucketsFrame(derived.audit.topics, { ...query, ...range })];
    case 'groups': {
      const losses = lostRecords(chosen);
      const selected = await selectNamed(snapshot.groups, ({ id }) => id, group, limit);
      const rows = rowsOf(selected, (item, index) => groupSummary(item, derived.groups[index], losses));
      return [sayOmitted(groupsFrame(rows), selected.omitted)];
    }
    case 'topics': {
      const selected = await selectNamed(snapshot.topics, ({ name }) => name, topic, limit);
      const rows = rowsOf(selected, (item, index) => topicSummary(chosen, item, index));
      return [sayOmitted(topicsFrame(rows), selected.omitted)];
    }
    case 'brokers':
      return [brokersFrame(brokerSummaries(chosen))];
    case 'producers': {
      const all = await producerSummaries(chosen, deps.topology, head.cluster);
      const selected = await selectNamed(all, ({ producer: name }) => name, producer, limit);
      return [sayOmitted(producersFrame(rowsOf(selected, (item) => item)), selected.omitted)];
    }
  }
}

function rowsOf<Item, Row>({ shown }: Selection<Item>, row: (item: Item, index: number) => Row): Row[] {
  return shown.map(({ item, index }) => row(item, index));
}

function sayOmitted(frame: Frame, omitted: number): Frame {
  return omitted === 0
    ? frame
    : withNotice(frame, 'info', `${omitted} more are left out: raise the limit to see them.`);
}

/** Old data are answered only to those who ask for what was then. */
function refuseStale(
  { queryType, instant }: AskedQuery,
  { state, snapshot }: ChosenCluster,
  toMs: number,
  nowMs: number,
): void {
  const { finishedAtMs } = snapshot;
  if (!isStale(state, finishedAtMs, nowMs)) return;
  const asksForThePast = queryType === 'findings' || (isMetric(queryType) && !instant);
  if (asksForThePast && toMs <= finishedAtMs) return;
  const seconds = Math.round((nowMs - finishedAtMs) / 1000);
  const { error = 'no refresh ended since' } = state.refresh;
  const which = state.name === '' ? 'the cluster' : `the cluster ${state.name}`;
  throw new Problem(503, 'stale', `${which} was last read ${seconds} s ago, too long to be shown as now: ${error}`);
}
