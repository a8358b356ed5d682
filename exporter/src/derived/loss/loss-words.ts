import type { LossCause, Severity } from '../finding.ts';
import type { Standing } from './loss-event.ts';

export const severities: Readonly<Record<Standing, Severity>> = {
  counted: 'critical',
  earlier: 'warning',
  suspected: 'warning',
  abandoned: 'info',
  left: 'info',
};

export const runbooks: Readonly<Record<LossCause, string>> = {
  expired: 'records-expired',
  truncated: 'records-truncated',
  deleted: 'records-deleted',
  skipped: 'records-skipped',
  reset: 'offsets-reset',
  unsent: 'records-unsent',
};

/** What happened to the records, as the end of a sentence that begins with them. */
export const fates: Readonly<Record<LossCause, string>> = {
  expired: 'deleted by retention or DeleteRecords before the group had read them',
  truncated: 'acknowledged and then cut off by an unclean leader election',
  deleted: 'deleted with the topic before the group had read them',
  skipped: 'skipped as the commit was moved forward while the group had no members',
  reset: 'skipped as the consumer found no valid commit and began elsewhere',
  unsent: 'refused by the brokers when they were sent',
};

/** What the standing adds to the evidence. */
export const caveats: Readonly<Record<Standing, string>> = {
  counted: '',
  earlier: ' This was so when the exporter first saw the commit: it is not known since when, and it is not counted.',
  suspected: ' This is not proved, and it is not counted.',
  left: ' Its members had stopped reading this topic while they read others: this is told once and not counted.',
  abandoned: ' Nobody has used the group for so long that it counts as abandoned: this is told once and not counted.',
};

export const advices: Readonly<Record<LossCause, string>> = {
  expired:
    'Start the consumers, or make them faster, and keep records for longer (retention.ms, retention.bytes) until they ' +
    'have caught up. What is gone can only be produced again.',
  truncated:
    'Ask the producers to send the records again. Switch unclean.leader.election.enable off and set ' +
    'min.insync.replicas to 2 or more with acks=all.',
  deleted:
    'Find out who deleted the topic, and whether the records can be produced again. Let groups drain before a topic is deleted.',
  skipped:
    'If nobody meant to skip them, move the committed offsets back (kafka-consumer-groups.sh --reset-offsets) while they ' +
    'are still in the log.',
  reset:
    'Compare what the consumer did with what it should have read. Set auto.offset.reset to earliest or none where ' +
    'records must not be skipped.',
  unsent:
    'The error that the producer was given names the cause: too large, not authorised, not valid. Mend that, and send the records again.',
};
