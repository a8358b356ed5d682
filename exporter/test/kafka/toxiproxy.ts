import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts } from '../../../cluster/src/ports.ts';
import { eventually } from './eventually.ts';

const version = 'v2.12.0';
const folder = fileURLToPath(new URL(`../../../.cache/toxiproxy-${version}`, import.meta.url));

/** A way through the network that can be made bad. */
export interface BadLink {
  readonly port: number;
  /** Everything takes so much longer, and up to `jitterMs` more or less. */
  slow(latencyMs: number, jitterMs: number): Promise<void>;
  /** Connections are closed, and new ones are refused. */
  cut(): Promise<void>;
  /** Half open: what is sent arrives, and no answer ever comes back. */
  swallowAnswers(): Promise<void>;
  mend(): Promise<void>;
}

export interface Toxiproxy {
  /** @param upstream host:port */
  link(name: string, upstream: string): Promise<BadLink>;
  close(): Promise<void>;
}

/** Shopify's toxiproxy, built from its source the first time. */
export async function startToxiproxy(): Promise<Toxiproxy> {
  const binary = path.join(folder, 'server');
  if (!existsSync(binary)) {
    const env = { ...process.env, GOBIN: folder };
    await promisify(execFile)('go', ['install', `github.com/Shopify/toxiproxy/v2/cmd/server@${version}`], { env });
  }
  const [port = 0] = await freePorts(1);
  const child = spawn(binary, ['-host', '127.0.0.1', '-port', String(port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const ask = async (method: string, where: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${where}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`toxiproxy answers ${response.status} to ${method} ${where}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const close = async () => {
    child.kill();
    await ended;
  };
  await eventually(() => ask('GET', '/version')).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    close,
    link: async (name, upstream) => {
      const made = await ask('POST', '/proxies', { name, listen: '127.0.0.1:0', upstream, enabled: true });
      const { listen } = made as { listen: string };
      const add = (toxic: object) => ask('POST', `/proxies/${name}/toxics`, { ...toxic, stream: 'downstream' });
      return {
        port: Number(listen.split(':').at(-1)),
        slow: async (latency, jitter) => {
          await add({ type: 'latency', attributes: { latency, jitter } });
        },
        swallowAnswers: async () => {
          await add({ type: 'timeout', attributes: { timeout: 0 } });
        },
        cut: async () => {
          await ask('POST', `/proxies/${name}`, { enabled: false });
        },
        mend: async () => {
          const { toxics } = (await ask('GET', `/proxies/${name}`)) as { toxics: { name: string }[] };
          for (const toxic of toxics) await ask('DELETE', `/proxies/${name}/toxics/${toxic.name}`);
          await ask('POST', `/proxies/${name}`, { enabled: true });
        },
      };
    },
  };
}
