import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

/**
 * Refuses what another web page had the browser send: a foreign Origin, or a name that somebody's DNS leads here.
 *
 * @throws Problem 403
 */
export function refuseForeign({ headers, socket }: IncomingMessage): void {
  const own = ['127.0.0.1', 'localhost'].map((host) => `${host}:${String(socket.localPort)}`);
  const { host = '', origin } = headers;
  if (!own.includes(host)) {
    throw new Problem(
      403,
      'foreign_host',
      `Host is ${JSON.stringify(host)}: this page is for ${own.join(' and ')} only.`,
    );
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new Problem(
      403,
      'foreign_origin',
      `Origin is ${JSON.stringify(origin)}: only this page's own may give orders.`,
    );
  }
}
