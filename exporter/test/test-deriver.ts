import { Deriver, type DeriverOptions } from '../src/derived/deriver.ts';
import type { Derived } from '../src/derived/state.ts';
import { noAnswers, type Answers, type Questions } from '../src/snapshot/follow-up.ts';
import { nothingDeclared } from '../src/topology/topology.ts';
import type { Snapshot } from '../src/snapshot/snapshot.ts';

/** A deriver as the exporter makes it by default, whose questions are answered by the test; otherwise by nobody. */
export class TestDeriver {
  readonly deriver: Deriver;

  constructor(options: Partial<DeriverOptions> = {}) {
    this.deriver = new Deriver({
      refreshIntervalMs: 10_000,
      historyMs: 3_600_000,
      abandonedAfterMs: 86_400_000,
      askProducers: false,
      readHeaders: false,
      topology: nothingDeclared,
      remembered: undefined,
      ...options,
    });
  }

  derive(snapshot: Snapshot, answer: (questions: Questions) => Answers = () => noAnswers): Promise<Derived> {
    return this.deriver.derive(snapshot, (questions) => Promise.resolve(answer(questions)));
  }
}
