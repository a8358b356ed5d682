import { breathe } from '../event-loop.ts';
import { hotPartitions } from './bottleneck/hot-partition.ts';
import { idleMembers } from './bottleneck/idle-members.ts';
import type { BottleneckInput } from './bottleneck/input.ts';
import { laggingPartitions } from './bottleneck/lagging-partition.ts';
import { sharedTopics } from './bottleneck/shared-topic.ts';
import { slowStages } from './bottleneck/slow-stage.ts';
import { tooFewPartitions } from './bottleneck/too-few-partitions.ts';
import type { Observation } from './finding.ts';

/** What one refresh looks like; see SteadyObservations. Waits only to let the event loop turn. */
export async function findBottlenecks(input: BottleneckInput): Promise<Observation[]> {
  const shared = await sharedTopics(input);
  const found: Observation[][] = [];
  for (const observe of [
    () => hotPartitions(input),
    () => laggingPartitions(shared),
    () => idleMembers(input),
    () => tooFewPartitions(shared),
    () => slowStages(input),
  ]) {
    found.push(observe());
    await breathe();
  }
  return found.flat();
}

/** Refreshes in a row after which something is reported, or no longer. */
const refreshesToBelieve = 3;

interface Candidate {
  observation: Observation;
  /** Refreshes in a row: seen while it is not yet reported, missed while it is. */
  inARow: number;
  isReported: boolean;
}

/** What was seen in three refreshes in a row, until it was not seen in three: rates and lag go up and down. */
export class SteadyObservations {
  readonly #candidates = new Map<string, Candidate>();

  update(seen: readonly Observation[]): Observation[] {
    const now = new Map(seen.map((observation) => [observation.key, observation]));
    for (const [key, observation] of now) {
      const known = this.#candidates.get(key);
      if (known === undefined) this.#candidates.set(key, { observation, inARow: 1, isReported: false });
      else this.#seeAgain(known, observation);
    }
    for (const [key, candidate] of this.#candidates) {
      if (now.has(key)) continue;
      candidate.inARow++;
      if (!candidate.isReported || candidate.inARow >= refreshesToBelieve) this.#candidates.delete(key);
    }
    return [...this.#candidates.values()].flatMap(({ isReported, observation }) => (isReported ? observation : []));
  }

  #seeAgain(candidate: Candidate, observation: Observation): void {
    candidate.observation = observation;
    if (candidate.isReported) {
      candidate.inARow = 0;
      return;
    }
    candidate.inARow++;
    if (candidate.inARow < refreshesToBelieve) return;
    candidate.isReported = true;
    candidate.inARow = 0;
  }
}
