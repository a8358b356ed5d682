import { nextTurn, sliceIsOver } from '../event-loop.ts';
import type { ChunkPool } from './chunk-pool.ts';
import { families } from './index.ts';
import { label } from './label-table.ts';
import { Rendering, type RenderedFamily } from './rendering.ts';
import { SampleText } from './sample-text.ts';
import type { View } from './view.ts';

/** Told of what --web.max-series left out; itself not counted. */
export const leftOutFamily = {
  name: 'kafka_exporter_left_out_series',
  type: 'gauge',
  help: 'Series of the metric that were left out because of --web.max-series.',
} as const;

/** Items between two looks at the clock. */
const batch = 256;

/**
 * Writes all families of a view as text, letting the event loop turn in between.
 * @param constant Labels of every sample, without braces; '' for none.
 * @param maxSeries Most samples. A family that does not fit is left out as a whole: half of one gives wrong sums.
 */
export async function render(view: View, constant: string, maxSeries: number, pool: ChunkPool): Promise<Rendering> {
  const text = new SampleText(pool, constant);
  const rendered: RenderedFamily[] = [];
  const leftOut: { name: string; samples: number }[] = [];
  let remaining = maxSeries;
  for (const family of families) {
    text.startFamily(family.name);
    const count = family.count(view);
    for (let item = 0; item < count; item++) {
      family.write(view, item, text);
      if (item % batch === 0 && sliceIsOver()) await nextTurn();
    }
    const written = text.endFamily();
    if (written.samples > remaining) {
      leftOut.push({ name: family.name, samples: written.samples });
    } else {
      remaining -= written.samples;
      rendered.push({ family, ...written });
    }
  }
  text.startFamily(leftOutFamily.name);
  for (const { name, samples } of leftOut) text.writeText(samples, label('metric', name));
  rendered.push({ family: leftOutFamily, ...text.endFamily() });
  return new Rendering(rendered, text.chunks, view.snapshot.finishedAtMs, pool);
}
