import { describeErrorCode } from '../kafka/errors.ts';
import { describeConfigs } from '../kafka/requests/describe-configs.ts';
import type { Refresh, Troubles } from './refresh.ts';

const refreshEveryMs = 300_000;
const offsetsRetention = 'offsets.retention.minutes';

/** Remembers settings of brokers between refreshes: all are read every five minutes, those of a new broker at once. */
export class BrokerConfigs {
  /** Milliseconds by broker; NaN for one that refuses to tell. */
  private readonly retentions = new Map<number, number>();
  /** Why some are not known; true until all are read again. */
  private readonly refusals = new Set<string>();
  private readAtMs = -Infinity;

  async update(refresh: Refresh, nowMs: number, troubles: Troubles): Promise<void> {
    if (nowMs - this.readAtMs >= refreshEveryMs || nowMs < this.readAtMs) {
      this.retentions.clear();
      this.refusals.clear();
      this.readAtMs = nowMs;
    }
    const present = new Set(refresh.brokers.map(({ id }) => id));
    for (const id of this.retentions.keys()) if (!present.has(id)) this.retentions.delete(id);
    const missing = refresh.brokers.filter(({ id }) => !this.retentions.has(id));
    await Promise.all(missing.map(({ id }) => this.read(refresh, id).catch((error: unknown) => troubles.add(error))));
    for (const refusal of this.refusals) troubles.add(refusal);
  }

  /** The shortest that a broker has, as any may become a group's coordinator; undefined while none has told. */
  get offsetsRetentionMs(): number | undefined {
    const known = [...this.retentions.values()].filter((ms) => !Number.isNaN(ms));
    return known.length === 0 ? undefined : Math.min(...known);
  }

  private async read(refresh: Refresh, id: number): Promise<void> {
    const answers = await refresh.send(id, describeConfigs('broker', [String(id)], [offsetsRetention]));
    for (const { error, values } of answers) {
      if (error !== 0) {
        this.refusals.add(`DescribeConfigs of brokers: ${describeErrorCode(error, 'DESCRIBE_CONFIGS')}`);
      }
      this.retentions.set(id, Number(values.get(offsetsRetention)) * 60_000);
    }
  }
}
