import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '../seeded-random.ts';

export interface BadNetwork {
  readonly url: string;
  /** What happened to the requests so far. */
  readonly count: { passed: number; dropped: number; repeated: number; delayed: number };
  /** Of all beacons that came, bytes as JSON; in order of size. */
  sizes(): number[];
  close(): Promise<void>;
}

/**
 * Stands between probes and an exporter: of ten requests it takes three for itself and says that all is well, sends three
 * twice, and lets others overtake three. By chance: in a fixed order many probes that send in turn would meet the same
 * fate each time.
 */
export async function badNetwork(exporterUrl: string): Promise<BadNetwork> {
  const count = { passed: 0, dropped: 0, repeated: 0, delayed: 0 };
  const sizes: number[] = [];
  const random = seededRandom(1);
  const pending = new Set<Promise<unknown>>();
  const forward = (path: string, body: string, afterMs = 0): void => {
    const sent = new Promise((resolve) => setTimeout(resolve, afterMs))
      .then(() =>
        fetch(new URL(path, exporterUrl), { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
      )
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
    pending.add(sent);
    void sent.finally(() => pending.delete(sent));
    count.passed++;
  };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const path = request.url ?? '/';
      for (const beacon of JSON.parse(body) as unknown[]) sizes.push(Buffer.byteLength(JSON.stringify(beacon)));
      const chance = random();
      if (chance < 0.3) count.dropped++;
      else if (chance < 0.6) {
        count.repeated++;
        forward(path, body);
        forward(path, body, 900);
      } else if (chance < 0.9) {
        count.delayed++;
        forward(path, body, 1_500);
      } else forward(path, body);
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"accepted":1}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    count,
    sizes: () => sizes.toSorted((left, right) => left - right),
    close: async () => {
      await Promise.all(pending);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
