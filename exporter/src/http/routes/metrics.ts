import { finished, Readable } from 'node:stream';
import type { Scrape } from '../../metrics/exposition.ts';
import { Gate } from '../gate.ts';
import { negotiate } from '../negotiate.ts';
import { Problem } from '../problem.ts';
import type { AppDeps, Route } from '../route.ts';

/** Scrapes under way at a time. Each costs little, as all send the same bytes, but not nothing. */
const mostScrapes = 64;
/** Bytes under way at a time: more would take longer than a scraper waits. */
const mostBytes = 256 * 1024 * 1024;

export function metricsRoute({ clusters, exposition, web }: AppDeps): Route {
  const gate = new Gate(mostScrapes, mostBytes);
  return {
    path: literal(web.telemetryPath),
    async answer(ctx) {
      const pass = gate.enter();
      if (pass === undefined) throw tooMany();
      const { format, suffix } = negotiate(ctx);
      const gzip = ctx.acceptsEncodings('gzip', 'identity') === 'gzip';
      let scrape: Scrape;
      try {
        scrape = await exposition.scrape(clusters(), format, gzip);
      } catch (error) {
        pass.leave();
        throw error;
      }
      // Not when the stream ends: the socket may still be reading from memory that would be written to again.
      finished(ctx.res, () => {
        scrape.release();
        pass.leave();
      });
      if (!pass.carry(scrape.bytes)) throw tooMany();
      ctx.set('Content-Type', `${scrape.contentType}${suffix}`);
      ctx.vary('Accept');
      ctx.vary('Accept-Encoding');
      if (gzip) ctx.set('Content-Encoding', 'gzip');
      ctx.length = scrape.bytes;
      ctx.body = streamOf(scrape);
    },
  };
}

function tooMany(): Problem {
  return new Problem(503, 'too_many_scrapes', 'too many scrapes are under way, try again in a second', {
    'Retry-After': '1',
  });
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
