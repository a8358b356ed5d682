import { errorCodes } from './kafkajs-internals.ts';

const namesByCode = new Map(errorCodes.map((error) => [error.code, error.type]));

/** Codes that this program treats in a way of their own (Kafka's Errors enumeration). */
export const errorCode = {
  none: 0,
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  notLeader: 6,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  topicAuthorizationFailed: 29,
  groupAuthorizationFailed: 30,
  clusterAuthorizationFailed: 31,
  unsupportedVersion: 35,
  groupIdNotFound: 69,
  fencedLeaderEpoch: 74,
  unknownLeaderEpoch: 75,
  offsetNotAvailable: 78,
  offsetOutOfRange: 1,
  unknownTopicId: 100,
  transactionalIdNotFound: 105,
} as const;

/** Rights as Kafka's ACLs name them. */
export type Right = 'DESCRIBE' | 'DESCRIBE_CONFIGS' | 'READ';

/** What a right was lacking on, by the code that says so. */
const lacking = new Map<number, string>([
  [errorCode.topicAuthorizationFailed, 'topic'],
  [errorCode.groupAuthorizationFailed, 'group'],
  [errorCode.clusterAuthorizationFailed, 'cluster'],
]);

/**
 * 'GROUP_AUTHORIZATION_FAILED (the principal lacks …)' for one of Kafka's error codes.
 * @param right that the request needs.
 */
export function describeErrorCode(code: number, right: Right = 'DESCRIBE'): string {
  const name = namesByCode.get(code) ?? `error code ${String(code)}`;
  const subject = lacking.get(code);
  if (subject !== undefined) return `${name} (the principal lacks the right ${right} on the ${subject})`;
  if (code === errorCode.coordinatorLoading) return `${name} (the group coordinator is still loading; this passes)`;
  return name;
}

/** A broker answered a request with an error code of its own. */
export class BrokerAnswerError extends Error {
  override readonly name = 'BrokerAnswerError';
  readonly code: number;
  constructor(api: string, code: number, detail?: string | null) {
    super(`${api} was answered with ${describeErrorCode(code)}${detail ? `: ${detail}` : ''}`);
    this.code = code;
  }
}

/** The broker has no version of an API that this program speaks. */
export class UnsupportedApiError extends Error {
  override readonly name = 'UnsupportedApiError';
}

/** A broker could not be reached, did not answer in time or refused the login; the message says which and what to do. */
export class BrokerUnreachableError extends Error {
  override readonly name = 'BrokerUnreachableError';
}
