/** Shorter than the exporter's default: whoever has just started it wants to see something move. */
const refreshInterval = '2s';
const listenFlag = '--web.listen-address';

/** What a person has told the exporter to listen on, undefined when nothing. */
export function givenAddress(args: readonly string[]): string | undefined {
  const at = args.indexOf(listenFlag);
  if (at !== -1) return args[at + 1];
  return args.find((arg) => arg.startsWith(`${listenFlag}=`))?.slice(listenFlag.length + 1);
}

/** The exporter's command line: ours, and after it what a person gave, which wins. */
export function exporterFlags(brokers: readonly string[], port: number, given: readonly string[]): string[] {
  const has = (flag: string): boolean => given.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
  return [
    ...brokers.map((address) => `--kafka.server=${address}`),
    ...(has(listenFlag) ? [] : [`${listenFlag}=127.0.0.1:${port}`]),
    ...(has('--refresh.interval') ? [] : [`--refresh.interval=${refreshInterval}`]),
    ...given,
  ];
}

/** Where a browser on this machine finds the exporter. */
export function exporterUrl(port: number, given: readonly string[]): string {
  const address = givenAddress(given) ?? `127.0.0.1:${port}`;
  return `http://${address.replace(/^(0\.0\.0\.0|\[::\])?:/, '127.0.0.1:')}`;
}
