import { fileURLToPath } from 'node:url';
import { Metrics, type ExporterUnderTest } from './exporter-under-test.ts';
import { startOwnProcess, type OwnProcess } from './own-process.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface ExporterProcess extends Pick<ExporterUnderTest, 'metrics' | 'api'>, OwnProcess {
  readonly url: string;
}

/**
 * An exporter in a process of its own. Resolves once it listens.
 *
 * @param imports Modules that are loaded before it, as URLs.
 */
export async function startExporterProcess(
  brokers: string,
  flags: readonly string[] = [],
  imports: readonly string[] = [],
): Promise<ExporterProcess> {
  const argv = [
    main,
    `--kafka.server=${brokers}`,
    '--web.listen-address=127.0.0.1:0',
    '--refresh.interval=1s',
    ...flags,
  ];
  const said: string[] = [];
  const listening = Promise.withResolvers<string>();
  const exporter = startOwnProcess(argv, {
    imports,
    reads: 'stderr',
    onLine: (line) => {
      if (said.length < 100) said.push(line);
      const url = /msg=listening url=(\S+)/.exec(line)?.[1];
      if (url !== undefined) listening.resolve(url);
    },
  });
  void exporter.ended.then(() => {
    listening.reject(new Error(`the exporter ended:\n${said.join('\n')}`));
  });
  const url = await listening.promise;
  return {
    ...exporter,
    url,
    metrics: async () => new Metrics(await (await fetch(new URL('/metrics', url))).text()),
    api: async (path) => (await fetch(new URL(path, url))).json(),
  };
}
