import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

const own = ['127.0.0.1', 'localhost'];

/**
 * Refuses what another web page had the browser send: a foreign Origin, or a name that somebody's DNS leads here. The
 * port may be any: a container does not know the one that it is published at.
 *
 * @throws Problem 403
 */
export function refuseForeign({ headers }: IncomingMessage): void {
  const { host = '', origin } = headers;
  if (!own.includes(host.replace(/:\d+$/, ''))) {
    throw new Problem(403, 'foreign_host', `Host is ${JSON.stringify(host)}: this is for ${own.join(' and ')} only.`);
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new Problem(
      403,
      'foreign_origin',
      `Origin is ${JSON.stringify(origin)}: only this address's own pages may give orders.`,
    );
  }
}
