/** The page of buttons, and the same for programs. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Laboratory } from '../experiments/laboratory.ts';
import type { Performer } from '../performer.ts';
import { write, writeJson, writeProblem } from '../http/answer.ts';
import { readFields } from '../http/body.ts';
import { refuseForeign } from '../http/guard.ts';
import { obey } from './orders.ts';
import { pageOf, placeOf, script, style } from './page.ts';
import { Problem } from '../http/problem.ts';
import { stateOf } from './state.ts';

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // 'no-referrer' would make a button's Origin 'null'.
  'referrer-policy': 'same-origin',
};

/** On loopback unless DEMO_CONTROL_HOST says otherwise, as in a container: whoever reaches it can stop everything. */
export function serveControl(performers: readonly Performer[], laboratory: Laboratory, port: number): Server {
  const server = createServer((request, response) => {
    void answer(request, response, performers, laboratory);
  });
  server.on('error', (error) => {
    console.log(`demo: no control page (${error.message}): name a free port in DEMO_CONTROL_PORT`);
  });
  return server.listen(port, process.env.DEMO_CONTROL_HOST ?? '127.0.0.1');
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  performers: readonly Performer[],
  laboratory: Laboratory,
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  try {
    refuseForeign(request);
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (request.method === 'GET' || request.method === 'HEAD') {
      look(path, response, performers, laboratory);
      return;
    }
    if (request.method !== 'POST') throw new Problem(405, 'method', 'Orders are given with POST, all else is GET.');
    await obey(path, await readFields(request), performers, laboratory);
    if (isButton(request)) response.writeHead(303, { location: placeOf(path) }).end();
    else writeJson(response, 200, stateOf(performers, laboratory));
  } catch (error) {
    if (error instanceof Problem && error.status === 409 && isButton(request)) {
      response.statusCode = error.status;
      write(response, 'text/html', pageOf(stateOf(performers, laboratory), error.message));
    } else writeProblem(response, 'demo: the control page', error);
  }
}

/** A program says nothing of HTML. */
function isButton({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true;
}

function look(path: string, response: ServerResponse, performers: readonly Performer[], laboratory: Laboratory): void {
  if (path === '/') write(response, 'text/html', pageOf(stateOf(performers, laboratory)));
  else if (path === '/style.css') write(response, 'text/css', style);
  else if (path === '/page.js') write(response, 'text/javascript', script);
  else if (path === '/state') writeJson(response, 200, stateOf(performers, laboratory));
  else throw new Problem(404, 'unknown_path', `There is nothing at ${path}: the page is at /, its state at /state.`);
}
