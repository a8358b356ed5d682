import { describe, expect, it } from '@jest/globals';
import { StatusScenario, steps, type Step } from './status-scenario.ts';

async function usualSeconds(all: readonly Step[]): Promise<number> {
  const scenario = new StatusScenario();
  for (const step of all) await scenario.refresh(step);
  return scenario.rhythm.usualIntervalMs('billing') / 1000;
}

/** 10 records arrive in each refresh; everything is committed in those refreshes that `commits` says. */
function committing(count: number, commits: (index: number) => boolean): Step[] {
  let committed = 0;
  return steps(count, (index) => {
    const end = 10 * (index + 1);
    if (commits(index)) committed = end;
    return { end: [end], committed: [committed] };
  });
}

describe('the usual interval between commits', () => {
  it.each<{ name: string; steps: readonly Step[]; seconds: number }>([
    { name: 'is unknown before the first', steps: committing(9, () => false), seconds: NaN },
    { name: 'is one refresh where each sees a commit', steps: committing(9, () => true), seconds: 10 },
    { name: 'counts from the first unread record', steps: committing(31, (index) => index % 6 === 0), seconds: 50 },
    {
      name: 'is no longer where the topic is silent in between',
      steps: steps(90, (index) => ({ end: [Math.floor(index / 30)], committed: [Math.floor(index / 30)] })),
      seconds: 10,
    },
    { name: 'is not changed by one outage', steps: committing(60, (index) => index < 20 || index > 50), seconds: 10 },
    {
      name: 'is the pause of a job that commits often while it runs',
      steps: committing(200, (index) => index % 40 < 10),
      seconds: 300,
    },
    {
      name: 'is not learned while the group could not be asked',
      steps: committing(40, (index) => index < 5 || index === 39).map((step, index) =>
        index > 5 && index < 39 ? { ...step, error: 'timeout' } : step,
      ),
      seconds: 10,
    },
  ])('$name', async ({ steps: all, seconds }) => {
    expect(await usualSeconds(all)).toBe(seconds);
  });

  it('takes no offset for new that the refresh before could not see', async () => {
    const scenario = new StatusScenario();
    await scenario.refresh({ end: [10], committed: [NaN], error: 'timeout' });
    await scenario.refresh({ end: [10], committed: [5] });
    expect(scenario.rhythm.lastCommitMs('billing')).toBeNaN();
  });

  it('takes the first offset of a partition for a commit', async () => {
    const scenario = new StatusScenario();
    await scenario.refresh({ end: [10], committed: [NaN] });
    await scenario.refresh({ end: [10], committed: [5] });
    expect(scenario.rhythm.lastCommitMs('billing')).not.toBeNaN();
  });

  it('tells when the group last committed', async () => {
    const scenario = new StatusScenario();
    for (const step of committing(9, (index) => index < 5)) await scenario.refresh(step);
    expect(new Date(scenario.rhythm.lastCommitMs('billing')).toISOString()).toBe('2026-06-01T13:30:40.000Z');
    expect(scenario.rhythm.lastCommitMs('nobody')).toBeNaN();
  });
});
