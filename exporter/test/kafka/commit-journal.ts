/** What consumers committed, and when, as they say themselves: the truth that an exporter's verdicts are held against. */
export class CommitJournal {
  /** When commits moved, by group and partition, milliseconds since 1970. */
  readonly #moves = new Map<string, number[]>();
  readonly #offsets = new Map<string, string>();

  note(group: string, topic: string, partition: number, offset: string): void {
    const key = [group, topic, partition].join('\n');
    if (this.#offsets.get(key) === offset) return;
    this.#offsets.set(key, offset);
    const moves = this.#moves.get(key) ?? [];
    moves.push(Date.now());
    if (moves.length > 1_000) moves.splice(0, 500);
    this.#moves.set(key, moves);
  }

  /** Whether the commit of the partition did not move for so long at a stretch that touches from .. to. */
  stoodStill(group: string, topic: string, partition: number, leastMs: number, from: number, to: number): boolean {
    const moves = this.#moves.get([group, topic, partition].join('\n')) ?? [];
    return [...moves, Date.now()].some((move, index, all) => {
      const before = all[index - 1];
      return before !== undefined && move - before >= leastMs && move >= from && before <= to;
    });
  }

  /** The same for any partition of the group. */
  stoodStillSomewhere(group: string, leastMs: number, from: number, to: number): boolean {
    const keys = [...this.#moves.keys()].map((key) => key.split('\n'));
    return keys.some(
      ([name, topic = '', partition]) =>
        name === group && this.stoodStill(group, topic, Number(partition), leastMs, from, to),
    );
  }

  /** How often the commits of a group moved after a pause of so long, since a moment. */
  pauses(group: string, leastMs: number, sinceMs: number): number {
    const ofGroup = [...this.#moves].filter(([key]) => key.startsWith(`${group}\n`)).flatMap(([, moves]) => moves);
    const sorted = ofGroup.filter((move) => move >= sinceMs).sort((left, right) => left - right);
    return sorted.filter((move, index) => index > 0 && move - (sorted[index - 1] ?? move) >= leastMs).length;
  }
}
