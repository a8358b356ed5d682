import type { Refusal } from './audit/accept-beacon.ts';
import { Audit, type Audited } from './audit/audit.ts';
import { BeaconIntake } from './audit/beacon-intake.ts';
import type { AuditConfig } from './config/config.ts';
import { BeaconTopic } from './kafka/beacon-topic.ts';
import type { ConnectionSettings } from './kafka/connection-settings.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

export interface ClusterAuditOptions extends AuditConfig {
  readonly brokers: readonly string[];
  readonly settings: ConnectionSettings;
  /** Told of every beacon, with the reason where it was refused. */
  readonly onBeacon: (refusal: Refusal | undefined) => void;
  /** Why the topic of beacons is not read; undefined when it is. */
  readonly onProblem: (reason: string | undefined) => void;
}

/** The audit of one cluster, with the topic that its beacons come from. */
export class ClusterAudit {
  readonly intake: BeaconIntake;
  readonly #audit: Audit;
  readonly #topic: BeaconTopic;
  /** Which partition of the topic of beacons an audited topic's come in. */
  readonly #partitionOf = new Map<string, number>();

  constructor({ topic, group, deadlineMs, brokers, settings, onBeacon, onProblem }: ClusterAuditOptions) {
    this.#audit = new Audit({ deadlineMs });
    this.intake = new BeaconIntake({ audit: this.#audit, now: Date.now, onBeacon });
    this.#topic = new BeaconTopic({
      brokers,
      settings,
      topic,
      group,
      onBeacon: (value, partition, isOld) => {
        const audited = this.intake.takeBytes(value, isOld);
        if (audited !== undefined) this.#partitionOf.set(audited, partition);
      },
      // What another exporter audits from now on is not told twice.
      onAssigned: (partitions) => {
        this.#audit.keepOnly((audited) => {
          const partition = this.#partitionOf.get(audited);
          return partition === undefined || partitions.has(partition);
        });
      },
      onProblem: (error) => {
        onProblem(error && `beacons are not read from ${topic}: ${error.message}`);
      },
    });
  }

  start(): void {
    this.#topic.start();
  }

  evaluate(snapshot: Snapshot): Audited {
    return this.#audit.evaluate(snapshot, (audited) => {
      const partition = this.#partitionOf.get(audited);
      return partition === undefined || this.#topic.isRead(partition);
    });
  }

  close(): Promise<void> {
    return this.#topic.close();
  }
}
