import { expect, it } from '@jest/globals';
import { observeOfflineDirs } from '../../src/derived/offline-dir.ts';
import { syntheticSnapshot } from '../synthetic-snapshot.ts';

const snapshot = syntheticSnapshot({ topics: 1, partitionsPerTopic: 1, groups: 0, offsetsPerGroup: 0 });

it('nothing is said of log dirs that are online', () => {
  expect(observeOfflineDirs(snapshot)).toEqual([]);
});

it('a broker with log dirs that are offline is one critical finding that names them', () => {
  const offline = { path: '/b', online: false, error: 'KAFKA_STORAGE_ERROR', sizeBytes: 0 };
  const unknown = { totalBytes: undefined, usableBytes: undefined };
  const brokers = snapshot.brokers.map((broker) =>
    broker.id === 2 ? { ...broker, logDirs: [...broker.logDirs, { ...offline, ...unknown }] } : broker,
  );
  expect(observeOfflineDirs({ ...snapshot, brokers })).toMatchObject([
    {
      kind: 'risk',
      name: 'log_dir_offline',
      severity: 'critical',
      broker: 2,
      title: 'Broker 2: /b is offline',
      evidence: 'The broker answers DescribeLogDirs with KAFKA_STORAGE_ERROR.',
    },
  ]);
});
