import { formatRate } from '@kafkascope/flow';
import type { BrokerSummary } from '../../../api.ts';
import { element } from '../element.ts';
import { bytes, exact } from '../numbers.ts';
import { facts, table } from '../table.ts';

export function brokerDetails(broker: BrokerSummary): HTMLElement[] {
  return [
    facts([
      ['Address', `${broker.host}:${String(broker.port)}`],
      ['Rack', broker.rack ?? ''],
      ['Controller', broker.controller === true ? 'yes' : ''],
      ['Leads', `${exact(broker.leaders)} partitions`],
      ['Keeps copies of', `${exact(broker.replicas - broker.leaders)} partitions`],
      ['Records', broker.recordsPerSecond === null ? '' : formatRate(broker.recordsPerSecond)],
      ['Problem', broker.error ?? ''],
    ]),
    ...(broker.logDirs.length === 0 ? [] : [element('h3', {}, 'Disks'), disks(broker)]),
  ];
}

function disks({ logDirs }: BrokerSummary): HTMLElement {
  return table(
    'Disks',
    [
      { title: 'Directory' },
      { title: 'Topics', meaning: 'What the topics take', numeric: true },
      { title: 'Free', numeric: true },
      { title: 'Of', numeric: true },
    ],
    logDirs.map((dir) => [
      dir.online ? dir.path : `${dir.path} (offline)`,
      bytes(dir.sizeBytes),
      bytes(dir.usableBytes),
      bytes(dir.totalBytes),
    ]),
  );
}
