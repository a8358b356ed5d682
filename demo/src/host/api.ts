import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { writeJson, writeProblem } from '../http/answer.ts';
import { readFields } from '../http/body.ts';
import { refuseForeign } from '../http/guard.ts';
import { Problem } from '../http/problem.ts';
import { givenReading, type Measure, type Reading } from './reading.ts';
import type { Store } from './store.ts';

/** What the API works with. */
export interface Parts {
  readonly store: Store;
  readonly measure: Measure;
  /** Resolves when Kafka has it. */
  readonly record: (reading: Reading) => Promise<void>;
}

/** `POST /readings` records one, `GET /readings` tells the newest one of each host, where the store has them from Kafka. */
export function hostApi(parts: Parts): Server {
  return createServer((request, response) => {
    response.setHeader('cache-control', 'no-store').setHeader('x-content-type-options', 'nosniff');
    answer(request, response, parts).catch((error: unknown) => writeProblem(response, 'host-latest: the API', error));
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  refuseForeign(request);
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname !== '/readings')
    throw new Problem(404, 'unknown_path', `There is nothing at ${pathname}: there is /readings, to GET and to POST.`);
  if (request.method === 'GET') {
    writeJson(response, 200, { store: parts.store.kind, readings: await parts.store.all() });
  } else if (request.method === 'POST') {
    const reading = givenReading(await readFields(request)) ?? parts.measure.take();
    await parts.record(reading).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Problem(503, 'not_recorded', `Kafka did not take the reading (${why}): try again.`);
    });
    writeJson(response, 201, reading);
  } else {
    response.setHeader('allow', 'GET, POST');
    throw new Problem(405, 'method', `There is no ${request.method ?? ''} here: POST records, GET reads.`);
  }
}
