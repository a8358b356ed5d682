import { isPortFree } from '../../cluster/src/ports.ts';

/** The ports that people know, where they are free; for each that is taken the next free one above, told through `say`. */
export async function friendlyPorts(
  wanted: readonly number[],
  purpose: string,
  say: (line: string) => void,
): Promise<number[]> {
  const chosen: number[] = [];
  for (const port of wanted) {
    let candidate = port;
    while (
      chosen.includes(candidate) ||
      wanted.includes(candidate, wanted.indexOf(port) + 1) ||
      !(await isPortFree(candidate))
    )
      candidate++;
    if (candidate !== port) say(`port ${port} is taken: ${purpose} uses ${candidate}`);
    chosen.push(candidate);
  }
  return chosen;
}

export async function friendlyPort(wanted: number, purpose: string, say: (line: string) => void): Promise<number> {
  const [port] = await friendlyPorts([wanted], purpose, say);
  if (port === undefined) throw new Error(`no port was found for ${purpose}`);
  return port;
}
