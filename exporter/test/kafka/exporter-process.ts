import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { Metrics, type ExporterUnderTest } from './exporter-under-test.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const endWithParent = new URL('../../../scripts/end-with-parent.mjs', import.meta.url).href;

export interface ExporterProcess extends Pick<ExporterUnderTest, 'metrics' | 'api'> {
  /** As a power cut ends it. */
  readonly kill: () => Promise<void>;
  /** Stops it in its tracks, as a machine that hangs. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** An exporter in a process of its own, which can be ended in the middle of anything. */
export async function startExporterProcess(brokers: string, flags: readonly string[] = []): Promise<ExporterProcess> {
  const argv = [`--kafka.server=${brokers}`, '--web.listen-address=127.0.0.1:0', '--refresh.interval=1s', ...flags];
  const child = spawn(process.execPath, ['--import', endWithParent, main, ...argv], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  const { stderr } = child;
  if (stderr === null) throw new Error('the exporter was started without a pipe');
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(stderr).on('line', (line) => {
      lines.push(line);
      const found = /msg=listening url=(\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => {
      reject(new Error(`the exporter ended:\n${lines.join('\n')}`));
    });
  });
  return {
    metrics: async () => new Metrics(await (await fetch(new URL('/metrics', url))).text()),
    api: async (path) => (await fetch(new URL(path, url))).json(),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    pause: () => {
      child.kill('SIGSTOP');
    },
    resume: () => {
      child.kill('SIGCONT');
    },
  };
}
