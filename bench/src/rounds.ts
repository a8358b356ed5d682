import type { Contender, ContenderName, Look } from './contender.ts';

/** What every contender measured, round by round. */
export type Rounds = ReadonlyMap<ContenderName, readonly (readonly Look[])[]>;

/**
 * Lets the contenders look at the cluster in turns, so that whatever changes on the machine over time touches all of
 * them alike. A round before the counted ones warms up caches and compilers and is thrown away.
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
  looksPerTurn: number,
  progress: (line: string) => void,
): Promise<Rounds> {
  const looks = new Map<ContenderName, Look[][]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const turn = await contender.turn(looksPerTurn);
      if (round > 0) looks.get(contender.name)?.push(turn);
      const seconds = turn.map((look) => look.seconds.toFixed(3)).join(' ');
      progress(`${round === 0 ? 'warm-up' : `round ${String(round)}`}  ${contender.name}: ${seconds} s`);
    }
  }
  return looks;
}
