import { finished, Readable } from 'node:stream';
import type { Scrape } from '../../metrics/exposition.ts';
import { Gate } from '../gate.ts';
import { negotiate } from '../negotiate.ts';
import { Problem } from '../problem.ts';
import type { AppDeps, Route } from '../route.ts';

/** Scrapes under way at a time. Each costs little, as all send the same bytes, but not nothing. */
const mostScrapes = 64;

export function metricsRoute({ clusters, exposition, web }: AppDeps): Route {
  const gate = new Gate(mostScrapes);
  return {
    path: literal(web.telemetryPath),
    async answer(ctx) {
      if (!gate.enter()) {
        throw new Problem(503, 'too_many_scrapes', `${mostScrapes} scrapes are under way, try again in a second`, {
          'Retry-After': '1',
        });
      }
      const { format, suffix } = negotiate(ctx);
      const gzip = ctx.acceptsEncodings('gzip', 'identity') === 'gzip';
      let scrape: Scrape;
      try {
        scrape = await exposition.scrape(clusters(), format, gzip);
      } catch (error) {
        gate.leave();
        throw error;
      }
      // Not when the stream ends: the socket may still be reading from memory that would be written to again.
      finished(ctx.res, () => {
        scrape.release();
        gate.leave();
      });
      ctx.set('Content-Type', `${scrape.contentType}${suffix}`);
      ctx.vary('Accept');
      ctx.vary('Accept-Encoding');
      if (gzip) ctx.set('Content-Encoding', 'gzip');
      ctx.length = scrape.bytes;
      ctx.body = streamOf(scrape);
    },
  };
}

function streamOf({ parts, abandoned }: Scrape): Readable {
  let next = 0;
  return new Readable({
    signal: abandoned,
    read() {
      this.push(parts[next++] ?? null);
    },
  });
}

/** A path without the characters that mean something to the router. */
function literal(path: string): string {
  return path.replace(/[\\:*?+!(){}[\]]/g, '\\$&');
}
