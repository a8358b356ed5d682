import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** What compose/main.go prints: docker-compose.yml and the Dockerfiles as Docker reads them. */
export interface Setup {
  readonly project: { readonly services: Readonly<Record<string, Service>> };
  /** The stages of each Dockerfile. */
  readonly images: Readonly<Record<string, readonly Stage[]>>;
  /** The files that builds are given. */
  readonly context: readonly string[];
}

export interface Service {
  readonly build?: { readonly dockerfile: string };
  /** null: not set, as where docker compose is started it is not. */
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly volumes?: readonly { readonly type: string; readonly source: string; readonly target: string }[];
  readonly ports: readonly { readonly host_ip: string; readonly published: string; readonly target: number }[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly steps: readonly Step[];
  readonly entrypoint: readonly string[] | null;
  readonly command: readonly string[] | null;
  readonly healthcheck: readonly string[] | null;
}

export type Step =
  | { readonly kind: 'COPY'; readonly from?: string; readonly sources: readonly string[]; readonly target: string }
  | { readonly kind: 'RUN'; readonly command: string }
  | { readonly kind: 'WORKDIR'; readonly path: string }
  | { readonly kind: 'ENV'; readonly environment: Readonly<Record<string, string>> };

export const repository = path.resolve(import.meta.dirname, '../..');

/** @param variables of docker-compose.yml, in place of their defaults. */
export async function readSetup(variables: Readonly<Record<string, string>>): Promise<Setup> {
  const { stdout } = await promisify(execFile)('go', ['run', '.'], {
    cwd: path.join(repository, 'compose'),
    env: { ...process.env, ...variables },
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout) as Setup;
}

export function serviceOf({ project }: Setup, name: string): Service {
  const service = project.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}
