import { collectorNames, optInCollectors, type CollectorName } from '../src/config/config.ts';

/** The collectors that are on where nobody says otherwise. */
export const usualCollectors = Object.fromEntries(
  collectorNames.map((name) => [name, !optInCollectors.has(name)]),
) as Readonly<Record<CollectorName, boolean>>;
