import { expect, it } from '@jest/globals';
import { Troubles, type Refresh } from '../../src/snapshot/refresh.ts';
import { TopicConfigs } from '../../src/snapshot/topic-configs.ts';
import { smallSnapshot } from '../derived/small-snapshot.ts';

it('knows configurations as they were while nobody answers what they are', async () => {
  const { topics } = smallSnapshot(0, [{ name: 'orders', ends: [1] }]);
  const [orders] = topics;
  if (orders === undefined) throw new Error('there is a topic');
  const values = new Map(
    Object.entries({
      ...{ 'cleanup.policy': 'delete', 'min.insync.replicas': '1', 'retention.ms': '1000', 'retention.bytes': '-1' },
    }),
  );
  const configs = new TopicConfigs();
  const asked: number[] = [];
  const refresh = (atMs: number, doAnswer: boolean) => {
    const sendToAny = () => {
      asked.push(atMs);
      return doAnswer ? Promise.resolve([{ resource: 'orders', error: 0, values }]) : Promise.reject(new Error('away'));
    };
    return configs.update({ sendToAny } as unknown as Refresh, topics, atMs, new Troubles());
  };
  await refresh(0, true);
  await refresh(10_000, true);
  await expect(refresh(300_000, false)).rejects.toThrow('away');
  expect(configs.get(orders)?.retentionMs).toBe(1_000);
  values.set('retention.ms', '2000');
  await refresh(310_000, true);
  await refresh(320_000, true);
  expect(configs.get(orders)?.retentionMs).toBe(2_000);
  expect(asked).toEqual([0, 300_000, 310_000]);
});
