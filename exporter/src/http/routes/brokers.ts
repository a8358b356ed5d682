import type { BrokerList, BrokerSummary } from '../../api.ts';
import { brokerHealth } from '../../graph/broker.ts';
import type { Current } from '../../graph/current.ts';
import { chosenCluster } from '../cluster.ts';
import type { AppDeps, Route } from '../route.ts';

export function brokersRoute(deps: AppDeps): Route {
  return {
    path: '/api/brokers',
    answer(ctx) {
      const { head, snapshot, derived } = chosenCluster(ctx, deps);
      ctx.body = { ...head, brokers: brokerSummaries({ snapshot, derived }) } satisfies BrokerList;
    },
  };
}

export function brokerSummaries({ snapshot, derived }: Current): BrokerSummary[] {
  const { partitions, quorum } = snapshot;
  const rows = snapshot.brokers.map((broker): BrokerSummary => {
    const { id, host, port, rack, error, logDirs } = broker;
    return {
      broker: id,
      host,
      port,
      rack: rack ?? null,
      controller: quorum === undefined ? null : quorum.leaderId === id,
      leaders: 0,
      replicas: 0,
      recordsPerSecond: null,
      ...brokerHealth(broker),
      logDirs: logDirs.map((dir) => ({
        ...dir,
        totalBytes: dir.totalBytes ?? null,
        usableBytes: dir.usableBytes ?? null,
        error: dir.error ?? null,
      })),
      error: error ?? null,
    };
  });
  const byId = new Map(rows.map((row) => [row.broker, row]));
  for (const replica of partitions.replicaNodes) {
    const row = byId.get(replica);
    if (row !== undefined) row.replicas++;
  }
  partitions.leader.forEach((leader, partition) => {
    const row = byId.get(leader);
    if (row === undefined) return;
    row.leaders++;
    const rate = derived.partitions.produceRate[partition] ?? NaN;
    if (!Number.isNaN(rate)) row.recordsPerSecond = (row.recordsPerSecond ?? 0) + rate;
  });
  return rows;
}
