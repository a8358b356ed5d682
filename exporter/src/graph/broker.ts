import type { Broker, LogDir, Quorum } from '../snapshot/snapshot.ts';
import { draftNode, type DraftNode } from './draft.ts';
import type { Judgement } from './health.ts';

/** Free parts of a volume below which it is nearly full, and about to be full. */
const fewFree = 0.1;
const hardlyAnyFree = 0.05;

/** Subtitle: '10.0.0.1:9092 · rack a · controller', and whether it could not be asked. */
export function brokerNode(broker: Broker, quorum: Quorum | undefined): DraftNode {
  const parts = [`${broker.host}:${String(broker.port)}`];
  if (broker.rack !== undefined) parts.push(`rack ${broker.rack}`);
  if (quorum?.leaderId === broker.id) parts.push('controller');
  if (broker.error !== undefined) parts.push('could not be asked');
  const id = String(broker.id);
  return draftNode('broker', `broker:${id}`, `broker ${id}`, parts.join(' · '), {}, brokerHealth(broker));
}

/** Whether it answers, and whether its log directories are online and have room. */
export function brokerHealth({ error, logDirs }: Broker): Judgement {
  if (error !== undefined) return { status: 'critical', reason: `It could not be asked: ${error}.` };
  const offline = logDirs.find(({ online }) => !online);
  if (offline !== undefined) {
    return {
      status: 'critical',
      reason: `The log directory ${offline.path} is offline: its replicas are gone from here.`,
    };
  }
  const fullest = logDirs.toSorted((left, right) => freePart(left) - freePart(right)).find((dir) => freePart(dir) < 1);
  const free = fullest === undefined ? 1 : freePart(fullest);
  if (fullest !== undefined && free < fewFree) {
    const reason = `The volume of ${fullest.path} has ${(free * 100).toFixed(1)} % of its space left.`;
    return { status: free < hardlyAnyFree ? 'critical' : 'warning', reason };
  }
  return {
    status: 'ok',
    reason: fullest === undefined ? 'It answers.' : 'It answers, and its log directories have room.',
  };
}

/** 0 full, 1 empty or unknown. */
function freePart({ totalBytes, usableBytes }: LogDir): number {
  return totalBytes === undefined || usableBytes === undefined || totalBytes === 0 ? 1 : usableBytes / totalBytes;
}
