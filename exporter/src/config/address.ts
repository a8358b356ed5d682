import { InvalidValue } from './value-type.ts';

/** `host:port` of a broker to begin with. Throws InvalidValue. */
export function brokerAddress(text: string): string {
  if (text.includes('://')) throw new InvalidValue(text, 'must be host:port, without a protocol before it');
  if (text.startsWith('[')) throw new InvalidValue(text, 'is an IPv6 literal; write a host name, as host:port');
  const match = /^([^\s:/@]+):(\d+)$/.exec(text);
  if (match === null) throw new InvalidValue(text, 'must be host:port');
  if (!isPort(Number(match[2])) || match[2] === '0') throw new InvalidValue(text, 'must have a port from 1 to 65535');
  return text;
}

/** Where to listen: `:9308` (all interfaces, host ''), `127.0.0.1:9308`, `[::1]:9308`; port 0 takes any free one. */
export function listenAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^\s:/[\]]*)):(\d+)$/.exec(text);
  if (match === null) throw new InvalidValue(text, 'must be host:port or :port, for example :9308');
  const port = Number(match[3]);
  if (!isPort(port)) throw new InvalidValue(text, 'must have a port from 0 to 65535');
  return { host: match[1] ?? match[2] ?? '', port };
}

const isPort = (port: number) => Number.isInteger(port) && port <= 65_535;

/** Paths that the exporter serves itself. */
const ownPaths = ['/', '/healthz', '/readyz', '/api', '/v3'];

/** The path of the metrics. Throws InvalidValue. */
export function urlPath(text: string): string {
  if (!/^\/[\w./~-]*$/.test(text)) throw new InvalidValue(text, 'must be a path that begins with /, such as /metrics');
  const first = /^\/[^/]*/.exec(text)?.[0] ?? text;
  if (ownPaths.includes(first))
    throw new InvalidValue(text, `is taken; choose another path than ${ownPaths.join(', ')}`);
  return text;
}

/** An OAuth token endpoint. Throws InvalidValue. */
export function tokenUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new InvalidValue(text, 'is not an http or https URL');
  if (url.username !== '' || url.password !== '') {
    throw new InvalidValue(text, 'must not carry credentials; they go into username and password');
  }
  return text;
}
