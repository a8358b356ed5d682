import { activeMs } from './sessions.ts';

/** How it is known who writes to a topic. */
export const producerEvidences = ['transaction', 'producer-id', 'header', 'probe'] as const;
export type ProducerEvidence = (typeof producerEvidences)[number];

/** A writer that was seen at work, whatever its producer id. */
export interface Sighting {
  readonly name: string;
  readonly topic: string;
  readonly evidence: ProducerEvidence;
  readonly lastMs: number;
}

/** Remembers for `activeMs` who was seen writing where. */
export class Sightings {
  readonly #kept = new Map<string, Sighting>();

  add(sighting: Sighting): void {
    const key = JSON.stringify([sighting.name, sighting.topic, sighting.evidence]);
    // Of several instances one may have ended.
    if (!(sighting.lastMs < (this.#kept.get(key)?.lastMs ?? -Infinity))) this.#kept.set(key, sighting);
  }

  /** Those that are not too old. */
  *at(wallMs: number): Iterable<Sighting> {
    for (const [key, sighting] of this.#kept) {
      if (wallMs - sighting.lastMs > activeMs) this.#kept.delete(key);
      else yield sighting;
    }
  }
}
