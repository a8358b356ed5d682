import { formatRate } from '@kafkascope/flow';
import type { GraphEdge, GroupDetails } from '../../../api.ts';
import { element } from '../element.ts';
import { timeLag } from '../health.ts';
import { counted, exact } from '../numbers.ts';
import { facts, nodeLink, omittedNote } from '../table.ts';
import { term } from '../term.ts';
import { topicSection } from './group.ts';

/** What flows along an edge. */
export function edgeFacts({ kind, source, target, recordsPerSecond, lag, lagSeconds, lost, audit }: GraphEdge) {
  const complete = audit?.completeness ?? null;
  return facts([
    [kind === 'produces' ? 'Written by' : 'Topic', nodeLink(source, titleOf(source))],
    [kind === 'produces' ? 'Topic' : 'Read by', nodeLink(target, titleOf(target))],
    ['Records', recordsPerSecond === null ? 'rate not known' : formatRate(recordsPerSecond)],
    ['Lag', lag === null ? '' : counted(lag, 'record')],
    ['Time lag', lagSeconds === null ? '' : timeLag(lagSeconds)],
    ['Lost', lost === null ? '' : `${exact(lost)} since first seen`],
    // Nearly all is not all.
    ['Arrived', complete === null ? '' : `${String(Math.floor(complete * 10_000) / 100)} % of what was acknowledged`],
  ]);
}

/**
 * How a group fares in one topic, partition by partition.
 * @param isOnly Whether it is all that the edge stands for, and judged with it.
 */
export function readingDetails(details: GroupDetails, topic: string, isOnly: boolean): HTMLElement[] {
  const { group, topics, partitions, omitted } = details;
  const own = partitions.filter((partition) => partition.topic === topic);
  const judged = isOnly ? undefined : topics.find((each) => each.topic === topic);
  return [
    element('h3', {}, term('Partitions'), ' of ', nodeLink(`group:${group.group}`, group.group)),
    ...topicSection(judged, own),
    ...omittedNote(omitted.partitions, 'partitions of the group'),
  ];
}

/** 'orders' of 'topic:orders'. */
function titleOf(id: string): string {
  return id === 'producer:?' ? 'unknown producers' : id.slice(id.indexOf(':') + 1);
}
