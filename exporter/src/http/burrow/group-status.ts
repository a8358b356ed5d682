import type { Context } from 'koa';
import { breathe } from '../../event-loop.ts';
import { pathParameter, type AppDeps } from '../route.ts';
import { answerBurrow } from './answer.ts';
import { findCluster } from './cluster.ts';
import type { GroupStatus, JudgedGroup, JudgedPartition } from './form.ts';
import { findGroup, listPartitions, type ListedPartition } from './listed-partitions.ts';

/**
 * Answers how a group fares.
 * @param isShown Which partitions are listed; all count in the sums.
 */
export async function answerStatus(
  ctx: Context,
  deps: AppDeps,
  isShown: (partition: JudgedPartition) => boolean,
): Promise<void> {
  const status = await judge(ctx, deps);
  // Not an error in Burrow's form: one looks at the status.
  if (status.status === 'NOTFOUND') ctx.status = 404;
  const partitions = status.partitions.filter(isShown);
  answerBurrow(ctx, 'consumer status returned', { status: { ...status, partitions } });
}

async function judge(ctx: Context, deps: AppDeps): Promise<JudgedGroup> {
  const id = pathParameter(ctx, 'group');
  const cluster = findCluster(ctx, deps);
  const group = cluster === undefined ? undefined : findGroup(cluster, id);
  if (cluster === undefined || group === undefined) return notFound(pathParameter(ctx, 'cluster'), id);
  const partitions: JudgedPartition[] = [];
  for (const { topic, partitions: ofTopic } of await listPartitions(cluster, group)) {
    for (const partition of ofTopic) partitions.push(judgedPartition(topic, partition));
    await breathe();
  }
  const complete = partitions.filter((partition) => partition.complete === 1).length;
  return {
    cluster: cluster.name,
    group: id,
    status: worst(partitions),
    complete: partitions.length === 0 ? 0 : complete / partitions.length,
    partitions,
    partition_count: partitions.length,
    maxlag: furthestBehind(partitions),
    totallag: partitions.reduce((sum, { current_lag }) => sum + current_lag, 0),
  };
}

function notFound(cluster: string, group: string): JudgedGroup {
  return {
    ...{ cluster, group, status: 'NOTFOUND', complete: 1 },
    ...{ partitions: [], partition_count: 0, maxlag: null, totallag: 0 },
  };
}

function judgedPartition(topic: string, { number, window, ...rest }: ListedPartition): JudgedPartition {
  return {
    topic,
    partition: number,
    owner: rest.owner,
    client_id: rest.clientId,
    status: rest.status,
    start: window?.[0] ?? null,
    end: window?.at(-1) ?? null,
    current_lag: rest.lag,
    complete: rest.complete,
  };
}

/** Burrow's words for groups: a partition that stands still or went back is an error. */
function worst(partitions: readonly JudgedPartition[]): GroupStatus {
  if (partitions.some(({ status }) => status !== 'OK' && status !== 'WARN')) return 'ERR';
  return partitions.some(({ status }) => status === 'WARN') ? 'WARN' : 'OK';
}

function furthestBehind(partitions: readonly JudgedPartition[]): JudgedPartition | null {
  let furthest: JudgedPartition | null = null;
  for (const partition of partitions) {
    if (furthest === null || partition.current_lag > furthest.current_lag) furthest = partition;
  }
  return furthest;
}
