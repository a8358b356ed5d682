import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
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
      ctx.status = 200;
      // Koa would wait for a turn of the event loop between two parts, of which a large cluster has a hundred.
      ctx.respond = false;
      send(ctx.res, ctx.method === 'HEAD' ? [] : scrape.parts, scrape.abandoned);
    },
  };
}

function tooMany(): Problem {
  return new Problem(503, 'too_many_scrapes', 'too many scrapes are under way, try again in a second', {
    'Retry-After': '1',
  });
}

/** Hands everything to the socket at once. Nothing is copied: all scrapes of a refresh read the same memory. */
function send(response: ServerResponse, parts: readonly Uint8Array[], abandoned: AbortSignal): void {
  const cut = () => response.destroy();
  abandoned.addEventListener('abort', cut);
  finished(response, () => {
    abandoned.removeEventListener('abort', cut);
  });
  response.cork();
  for (const part of parts) response.write(part);
  response.end();
}

/** A path without the characters that mean something to the router. */
function literal(path: string): string {
  return path.replace(/[\\:*?+!(){}[\]]/g, '\\$&');
}
