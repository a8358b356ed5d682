import { get } from 'node:http';

/** One answer of an exporter. The time runs from the request, connection included, to the last byte of the body. */
export interface Scrape {
  readonly startedAtMs: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly text: string;
}

/** Asks for plain text, uncompressed. Fails on any status but 200, and after `timeoutMs` of silence. */
export async function scrape(url: string, timeoutMs = 120_000): Promise<Scrape> {
  const startedAtMs = Date.now();
  const started = performance.now();
  const { chunks, seconds } = await new Promise<{ chunks: Buffer[]; seconds: number }>((resolve, reject) => {
    // No connection is kept: one that was idle while its server was held still may be dead.
    const options = { agent: false, timeout: timeoutMs, headers: { accept: 'text/plain' } };
    const request = get(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const seconds = (performance.now() - started) / 1000;
        if (response.statusCode === 200) resolve({ chunks, seconds });
        else reject(new Error(`${url} answered ${String(response.statusCode)}: ${Buffer.concat(chunks).toString()}`));
      });
    });
    request.on('timeout', () => request.destroy(new Error(`${url} was silent for ${String(timeoutMs)} ms`)));
    request.on('error', reject);
  });
  const body = Buffer.concat(chunks);
  return { startedAtMs, seconds, bytes: body.length, text: body.toString('latin1') };
}
