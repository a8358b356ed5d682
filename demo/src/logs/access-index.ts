import { readFileSync } from 'node:fs';
import { Client, errors } from '@elastic/elasticsearch';

/** A line of the access log as it is indexed. */
export interface Line {
  /** `topic-partition-offset`: whoever reads the record again writes the same document again. */
  readonly id: string;
  readonly document: object;
}

/** How a retry passes. */
export interface Patience {
  /** Gives up what is being tried. */
  readonly stop: AbortSignal;
  /** Waits, for so many milliseconds or until `stop`: the time to tell a group that its member is alive. */
  readonly wait: (ms: number) => Promise<unknown>;
}

const indexName = 'access-log';
const requestTimeoutMs = 30_000;
const firstWaitMs = 500;
const longestWaitMs = 8_000;
/** Of Elasticsearch, or of a proxy in front of it: it is busy, or away. */
const passing = [429, 500, 502, 503, 504];

/** Waiting would not help. */
export class Unusable extends Error {}

/** The index `access-log` in an Elasticsearch. */
export class AccessIndex {
  readonly #client: Client;
  readonly #say: (line: string) => void;

  /**
   * Elasticsearch where ELASTICSEARCH_URL names one, as user ELASTICSEARCH_USER with ELASTICSEARCH_PASSWORD where these are
   * set, and trusting the CA whose certificate is in the file ELASTICSEARCH_CA where that is; undefined without the URL.
   *
   * @param say Told what went wrong and is tried again, and which lines were refused. No password is in what it is told.
   * @throws Error where these contradict each other; connects to nothing yet
   */
  static of(environment: NodeJS.ProcessEnv, say: (line: string) => void): AccessIndex | undefined {
    const { ELASTICSEARCH_URL: address = '' } = environment;
    return address === '' ? undefined : new AccessIndex(address, environment, say);
  }

  private constructor(address: string, environment: NodeJS.ProcessEnv, say: (line: string) => void) {
    const { ELASTICSEARCH_USER: username = '', ELASTICSEARCH_PASSWORD: password = '' } = environment;
    const { ELASTICSEARCH_CA: caFile = '' } = environment;
    const url = URL.parse(address);
    // What is given is not told: there may be a password in it.
    if (url === null || !/^https?:$/.test(url.protocol))
      throw new Error('ELASTICSEARCH_URL is no address of an Elasticsearch, as https://127.0.0.1:9200');
    if (url.username !== '' || url.password !== '')
      throw new Error('ELASTICSEARCH_URL holds a user: give it in ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD');
    if ((username === '') !== (password === ''))
      throw new Error('ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD are given together, or not at all');
    this.#say = say;
    this.#client = new Client({
      node: url.href,
      ...(username !== '' && { auth: { username, password } }),
      ...(caFile !== '' && { tls: { ca: readCa(caFile) } }),
      requestTimeout: requestTimeoutMs,
      // Here, so that it can be told and given up.
      maxRetries: 0,
    });
  }

  /**
   * Writes lines in one request, and those that Elasticsearch had no room for in further ones, until all are written or
   * refused for good: these are told, and left out, or they would be in the way of all that follow.
   *
   * @returns false when `stop` came before.
   * @throws Unusable when nothing can be written, as with a wrong password
   */
  async put(lines: readonly Line[], patience: Patience): Promise<boolean> {
    let left = lines;
    let told = '';
    for (let waitMs = firstWaitMs; left.length > 0; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      const { again, why } = await this.#try(left, patience.stop);
      left = again;
      if (again.length === 0) break;
      if (patience.stop.aborted) return false;
      const line = `Elasticsearch takes no lines now, they are tried again: ${why}`;
      if (line !== told) this.#say(line);
      told = line;
      await patience.wait(waitMs);
    }
    if (told !== '') this.#say('Elasticsearch takes lines again');
    return true;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** Answers which lines are to be tried again, and why. */
  async #try(lines: readonly Line[], stop: AbortSignal): Promise<{ again: readonly Line[]; why: string }> {
    const operations = lines.flatMap(({ id, document }) => [{ index: { _index: indexName, _id: id } }, document]);
    try {
      const { items } = await this.#client.bulk({ operations }, { signal: stop });
      // One for each operation, in their order.
      const results = lines.map((line, index) => ({ line, result: items[index]?.index }));
      const refused = results.flatMap(({ line, result }) => {
        return result?.error === undefined || passing.includes(result.status)
          ? []
          : [`${line.id} (${textOf(result.error)})`];
      });
      if (refused.length > 0)
        this.#say(`Elasticsearch refused ${String(refused.length)} lines for good: ${refused.slice(0, 3).join(', ')}`);
      const waiting = results.filter(({ result }) => result === undefined || passing.includes(result.status));
      const error = waiting[0]?.result?.error;
      return {
        again: waiting.map(({ line }) => line),
        why: error === undefined ? 'no answer for them' : textOf(error),
      };
    } catch (error) {
      return { again: lines, why: passingReason(error) };
    }
  }
}

function textOf({ type, reason }: { readonly type: string; readonly reason?: string | null }): string {
  return reason === undefined || reason === null ? type : `${type}: ${reason}`;
}

/**
 * Why a request did not succeed that may next time.
 *
 * @throws Unusable where it will not. The client's own error is no cause of it: the whole request, and with it who asks, hangs
 * on that. Nor is what was answered told, unless it has the form of Elasticsearch's errors: it may repeat the request.
 */
function passingReason(error: unknown): string {
  if (error instanceof errors.ResponseError) {
    const status = error.statusCode ?? NaN;
    const { body } = error as {
      readonly body?: { readonly error?: { readonly type?: string; readonly reason?: string } };
    };
    const why = `status ${String(status)}${body?.error?.type === undefined ? '' : `, ${textOf({ ...body.error, type: body.error.type })}`}`;
    if (passing.includes(status)) return why;
    throw new Unusable(`Elasticsearch refuses what it is asked: ${why}`);
  }
  if (error instanceof errors.ProductNotSupportedError)
    throw new Unusable('What ELASTICSEARCH_URL names answers, and is no Elasticsearch');
  if (error instanceof errors.ConnectionError || error instanceof errors.TimeoutError)
    return error.message === '' ? error.name : error.message;
  if (error instanceof errors.NoLivingConnectionsError || error instanceof errors.RequestAbortedError)
    return error.name;
  throw new Unusable(`Elasticsearch cannot be used: ${error instanceof Error ? error.name : 'for an unknown reason'}`);
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`ELASTICSEARCH_CA is ${JSON.stringify(file)}, which cannot be read`, { cause });
  }
}
