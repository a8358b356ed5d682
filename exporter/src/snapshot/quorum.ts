import { apiVersions } from '../kafka/requests/api-versions.ts';
import { BrokerUnreachableError } from '../kafka/errors.ts';
import { describeQuorum, type DescribedQuorum } from '../kafka/requests/describe-quorum.ts';
import type { Refresh, Troubles } from './refresh.ts';
import type { Quorum } from './snapshot.ts';

/**
 * The first level of the feature metadata.version in each release, from Kafka's enumeration MetadataVersion;
 * the levels in between are the release's further incompatible versions (IV).
 */
const releases: readonly (readonly [firstLevel: number, release: string])[] = [
  [4, '3.3'],
  [8, '3.4'],
  [9, '3.5'],
  [12, '3.6'],
  [15, '3.7'],
  [20, '3.8'],
  [21, '3.9'],
  [22, '4.0'],
  [26, '4.1'],
  [28, '4.2'],
  [30, '4.3'],
  [31, '4.4'],
];
const newestKnownLevel = 31;

/** What is told of a quorum while no controller leads it. */
const noLeader: DescribedQuorum = { leaderId: -1, leaderEpoch: -1, highWatermark: NaN, voters: [] };

/**
 * Reads the quorum. Without a controller brokers go on answering all that they know themselves, and nothing that they
 * would pass on to it: once that was so, no refresh waits for the answer until there is one again.
 */
export class QuorumReader {
  private isLost = false;
  private asking: Promise<void> | undefined;

  /**
   * @param troubles Told that no controller answers.
   * @throws BrokerAnswerError, UnsupportedApiError (ZooKeeper mode, Kafka before 3.3), BrokerUnreachableError
   */
  async read(refresh: Refresh, software: { name: string; version: string }, troubles: Troubles): Promise<Quorum> {
    const [quorum, features] = await Promise.all([
      this.isLost ? this.askAgain(refresh) : this.ask(refresh),
      refresh.sendToAny(() => apiVersions(software)),
    ]);
    if (quorum === noLeader) troubles.add('no controller answers what brokers pass on to it');
    const level = features.get('metadata.version');
    const leaderEnd = quorum.voters.find(({ id }) => id === quorum.leaderId)?.logEndOffset;
    return {
      ...quorum,
      metadataVersion: level === undefined ? undefined : nameOfLevel(level),
      voters: quorum.voters.map(({ id, logEndOffset }) => ({
        id,
        logEndOffset,
        lag: leaderEnd === undefined || logEndOffset < 0 ? NaN : Math.max(0, leaderEnd - logEndOffset),
      })),
    };
  }

  private async ask(refresh: Refresh): Promise<DescribedQuorum> {
    try {
      const quorum = await refresh.sendToController(describeQuorum);
      this.isLost = false;
      return quorum;
    } catch (error) {
      this.isLost = error instanceof BrokerUnreachableError;
      if (this.isLost) return noLeader;
      throw error;
    }
  }

  /** Is not waited for; the next refresh asks and waits again when it was answered. */
  private askAgain(refresh: Refresh): DescribedQuorum {
    this.asking ??= this.ask(refresh)
      .then(ignore, ignore)
      .finally(() => (this.asking = undefined));
    return noLeader;
  }
}

/** What is wrong is found again by the question that is waited for. */
function ignore(): void {
  return;
}

/** '4.1-IV1' for 27; the bare number for a level that is newer or older than what is known here. */
export function nameOfLevel(level: number): string {
  const release = releases.findLast(([first]) => first <= level);
  if (release === undefined || level > newestKnownLevel) return String(level);
  return `${release[1]}-IV${String(level - release[0])}`;
}
