import { isPortFree } from '../../cluster/src/ports.ts';

/** Who listens where, as far as the ports that people know are free. */
const friendly = {
  exporter: 9308,
  'dashboard of the demo': 9309,
  'control page of the demo': 9310,
  'host API of the demo': 9311,
  Prometheus: 9090,
  Grafana: 3000,
  'first broker': 9092,
  'second broker': 9094,
  'third broker': 9096,
  'JMX agent of the first broker': 9404,
  'JMX agent of the second broker': 9405,
  'JMX agent of the third broker': 9406,
};
type Name = keyof typeof friendly;

/** For each of `names` its friendly port, or, where that is taken, the next free one, told through `say`. */
export async function choosePorts<Wanted extends Name>(
  names: readonly Wanted[],
  say: (line: string) => void,
): Promise<Record<Wanted, number>> {
  const chosen: Record<Name, number> = { ...friendly };
  for (const name of names) {
    const wanted = friendly[name];
    let port = wanted;
    while (!(await isPortFree(port)) || (port !== wanted && Object.values(chosen).includes(port))) port++;
    if (port !== wanted) say(`port ${wanted} is taken: the ${name} uses ${port}`);
    chosen[name] = port;
  }
  return chosen;
}
