import type { Broker, LogDir } from '../snapshot/snapshot.ts';
import { perCluster, type Family } from './family.ts';
import { labels } from './label-table.ts';

const brokers = perCluster(
  { name: 'kafka_brokers', type: 'gauge', help: 'Number of brokers in the cluster.' },
  ({ snapshot }, text) => {
    text.writeText(snapshot.brokers.length, '');
  },
);

const brokerInfo = perCluster(
  { name: 'kafka_broker_info', type: 'gauge', help: 'Id and advertised address of a broker; always 1.' },
  ({ snapshot }, text) => {
    for (const broker of snapshot.brokers) text.writeText(1, labels({ id: broker.id, address: addressOf(broker) }));
  },
);

/** As kafka_exporter writes it: an IPv6 address in brackets. */
function addressOf({ host, port }: Broker): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** One sample per log directory; NaN where there is none. */
function perLogDir(name: string, help: string, valueOf: (dir: LogDir) => number): Family {
  return perCluster({ name, type: 'gauge', help }, ({ snapshot }, text) => {
    for (const { id, logDirs } of snapshot.brokers) {
      for (const dir of logDirs) text.writeText(valueOf(dir), labels({ broker: id, log_dir: dir.path }));
    }
  });
}

export const brokerFamilies: readonly Family[] = [
  brokers,
  brokerInfo,
  perLogDir('kafka_broker_log_dir_online', '1 if the broker can use the log directory, 0 if it is offline.', (dir) =>
    dir.online ? 1 : 0,
  ),
  perLogDir('kafka_broker_log_dir_size_bytes', 'Size of all replicas in the log directory.', (dir) =>
    dir.online ? dir.sizeBytes : NaN,
  ),
  perLogDir(
    'kafka_broker_log_dir_total_bytes',
    'Size of the volume that holds the log directory.',
    (dir) => dir.totalBytes ?? NaN,
  ),
  perLogDir(
    'kafka_broker_log_dir_usable_bytes',
    'Free space on the volume that holds the log directory.',
    (dir) => dir.usableBytes ?? NaN,
  ),
];
