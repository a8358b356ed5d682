import type { Beacon } from '../../../probe/src/beacon.ts';
import { acceptBeacon, RefusedBeacon, type Refusal } from './accept-beacon.ts';
import type { Audit } from './audit.ts';

export interface BeaconIntakeOptions {
  readonly audit: Pick<Audit, 'add'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of every beacon; with the reason where it was refused. */
  readonly onBeacon: (refusal: Refusal | undefined) => void;
}

/** Where beacons come in, over HTTP or from their topic: they are checked, counted, and handed to the audit. */
export class BeaconIntake {
  readonly #options: BeaconIntakeOptions;

  constructor(options: BeaconIntakeOptions) {
    this.#options = options;
  }

  /**
   * @param isOld It was waiting to be read: then it was heard when it was made, as far as its clock is right.
   * @throws RefusedBeacon
   */
  take(value: unknown, isOld = false): Beacon {
    const { audit, now, onBeacon } = this.#options;
    const nowMs = now();
    let beacon: Beacon;
    try {
      beacon = acceptBeacon(value, nowMs);
    } catch (error) {
      if (error instanceof RefusedBeacon) onBeacon(error.reason);
      throw error;
    }
    const ageMs = isOld ? Math.max(nowMs - beacon.at, 0) : 0;
    audit.add(beacon, { tickMs: performance.now() - ageMs, wallMs: nowMs - ageMs });
    onBeacon(undefined);
    return beacon;
  }

  /**
   * As it lies in the topic. What is refused there is counted; nobody waits for an answer.
   * @returns the topic that it is about; undefined where it was refused.
   */
  takeBytes(bytes: Buffer, isOld: boolean): string | undefined {
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString());
    } catch {
      this.refused('not_json');
      return undefined;
    }
    try {
      return this.take(value, isOld).topic;
    } catch (error) {
      if (!(error instanceof RefusedBeacon)) throw error;
      return undefined;
    }
  }

  refused(reason: Refusal): void {
    this.#options.onBeacon(reason);
  }
}
