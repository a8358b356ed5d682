/**
 * Loaded into the exporter's process (`node --import`) to watch its event loop without asking the exporter itself:
 * nodejs_eventloop_lag_* loses what happens in the first moments after each scrape. Watches between the messages
 * `watch` and `report`, so that it costs nothing while CPU time is measured.
 */
import { LoopWatch } from './loop.ts';

let watch: LoopWatch | undefined;

process.on('message', (message) => {
  if (message === 'watch') {
    watch = new LoopWatch();
  } else if (message === 'report') {
    process.send?.(watch?.end());
    watch = undefined;
  }
});
// The exporter shall end when it wants to.
process.channel?.unref();
