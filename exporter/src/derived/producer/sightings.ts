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

/** The name of all who write without any. */
export const nobody = '?';

/** Names that headers of a topic tell of at most: where there are more they name no applications, but each record's own source. */
const mostNames = 50;

/** Remembers for a while who was seen writing where. */
export class Sightings {
  readonly #kept = new Map<string, Sighting>();
  /** By topic. */
  readonly #byHeader = new Map<string, number>();

  add(sighting: Sighting): void {
    const key = JSON.stringify([sighting.name, sighting.topic, sighting.evidence]);
    if (sighting.evidence === 'header' && sighting.name !== nobody && !this.#kept.has(key)) {
      const names = this.#byHeader.get(sighting.topic) ?? 0;
      if (names >= mostNames) {
        this.add({ ...sighting, name: nobody });
        return;
      }
      this.#byHeader.set(sighting.topic, names + 1);
    }
    // Of several instances one may have ended.
    if (!(sighting.lastMs < (this.#kept.get(key)?.lastMs ?? -Infinity))) this.#kept.set(key, sighting);
  }

  /** Those that are not too old; `ageMs` is for headers, which are read in turn. */
  *at(wallMs: number, ageMs: number): Iterable<Sighting> {
    for (const [key, sighting] of this.#kept) {
      if (wallMs - sighting.lastMs > (sighting.evidence === 'header' ? ageMs : activeMs)) this.#delete(key, sighting);
      else if (sighting.lastMs <= wallMs) yield sighting;
      else {
        // The clock was put back.
        const now = { ...sighting, lastMs: wallMs };
        this.#kept.set(key, now);
        yield now;
      }
    }
  }

  #delete(key: string, { topic, name, evidence }: Sighting): void {
    this.#kept.delete(key);
    if (evidence !== 'header' || name === nobody) return;
    const left = (this.#byHeader.get(topic) ?? 1) - 1;
    if (left === 0) this.#byHeader.delete(topic);
    else this.#byHeader.set(topic, left);
  }
}
