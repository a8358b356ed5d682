import { errorCodes } from './kafkajs-internals.ts';

const namesByCode = new Map(errorCodes.map((error) => [error.code, error.type]));

/** Codes that this program treats in a way of their own (Kafka's Errors enumeration). */
export const errorCode = {
  none: 0,
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  topicAuthorizationFailed: 29,
  groupAuthorizationFailed: 30,
  clusterAuthorizationFailed: 31,
  unsupportedVersion: 35,
  groupIdNotFound: 69,
} as const;

const remedies = new Map<number, string>([
  [errorCode.coordinatorLoading, 'the group coordinator is still loading; this passes'],
  [errorCode.topicAuthorizationFailed, 'the principal lacks the right DESCRIBE on the topic'],
  [errorCode.groupAuthorizationFailed, 'the principal lacks the right DESCRIBE on the group'],
  [errorCode.clusterAuthorizationFailed, 'the principal lacks the right DESCRIBE on the cluster'],
]);

/** 'GROUP_AUTHORIZATION_FAILED (the principal lacks …)' for one of Kafka's error codes. */
export function describeErrorCode(code: number): string {
  const name = namesByCode.get(code) ?? `error code ${String(code)}`;
  const remedy = remedies.get(code);
  return remedy === undefined ? name : `${name} (${remedy})`;
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
