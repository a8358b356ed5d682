import type { Absent, Contender, ContenderName, Look } from './contender.ts';

export interface Rounds {
  /** What every contender measured, round by round. */
  readonly looks: ReadonlyMap<ContenderName, readonly (readonly Look[])[]>;
  /** Neighbours that failed on the way. */
  readonly dropped: readonly Absent[];
}

/**
 * Lets the contenders look at the cluster in turns, so that whatever changes on the machine over time touches all of
 * them alike. A round before the counted ones warms up caches and compilers and is thrown away. A neighbour that fails
 * drops out; it is no reason to lose the rest.
 */
export async function interleave(
  ours: Contender,
  neighbours: readonly Contender[],
  rounds: number,
  looksPerTurn: number,
  progress: (line: string) => void,
): Promise<Rounds> {
  const looks = new Map<ContenderName, Look[][]>([ours, ...neighbours].map(({ name }) => [name, []]));
  const dropped: Absent[] = [];
  const play = async (contender: Contender, round: number): Promise<void> => {
    const turn = await contender.turn(looksPerTurn);
    if (round > 0) looks.get(contender.name)?.push(turn);
    const seconds = turn.map((look) => look.seconds.toFixed(3)).join(' ');
    progress(`${round === 0 ? 'warm-up' : `round ${String(round)}`}  ${contender.name}: ${seconds} s`);
  };
  for (let round = 0; round <= rounds; round++) {
    await play(ours, round);
    for (const neighbour of neighbours) {
      if (!looks.has(neighbour.name)) continue;
      try {
        await play(neighbour, round);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        progress(`${neighbour.name} drops out: ${reason}`);
        dropped.push({ name: neighbour.name, reason });
        looks.delete(neighbour.name);
      }
    }
  }
  return { looks, dropped };
}
