import type { TopicRiskName, TopicSummary } from '../api.ts';
import type { Derived } from '../derived/state.ts';

/** What is known of a topic by those who read it, and what threatens it. */
export interface TopicFacts {
  readonly readers: Pick<TopicSummary, 'lagSeconds' | 'timeToLossSeconds'>;
  readonly risks: TopicRiskName[];
}

/** Found for all topics at once, and once per refresh, whoever asks. */
const made = new WeakMap<Derived, Map<number, TopicFacts>>();

/** @param topic Index into snapshot.topics. */
export function topicFacts(derived: Derived, topic: number): TopicFacts {
  let facts = made.get(derived);
  if (facts === undefined) made.set(derived, (facts = gather(derived)));
  return facts.get(topic) ?? nothing();
}

function nothing(): TopicFacts {
  return { readers: { lagSeconds: null, timeToLossSeconds: null }, risks: [] };
}

function gather({ groups, risks }: Derived): Map<number, TopicFacts> {
  const facts = new Map<number, TopicFacts>();
  const factsOf = (topic: number): TopicFacts => {
    let own = facts.get(topic);
    if (own === undefined) facts.set(topic, (own = nothing()));
    return own;
  };
  for (const { topics } of groups) {
    for (const { topic, maxLagSeconds, timeToLoss } of topics) {
      const { readers } = factsOf(topic);
      if (maxLagSeconds >= (readers.lagSeconds ?? 0)) readers.lagSeconds = maxLagSeconds;
      if (timeToLoss <= (readers.timeToLossSeconds ?? Infinity)) readers.timeToLossSeconds = timeToLoss;
    }
  }
  for (const { topic, risk } of risks) factsOf(topic).risks.push(risk);
  return facts;
}
