import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { javaCommand } from '../../cluster/src/java.ts';
import { repository, type Setup, type Stage, type Step } from './setup.ts';

/** What a stage of a Dockerfile has made. */
export interface BuiltStage {
  /** The folder that stands for `/`. What the base image would bring is not there. */
  readonly root: string;
  /** In the container, as everything else here but `root`. */
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What is taken from images as they are: this machine's own is there instead. */
const ownInstead: Readonly<Record<string, () => Promise<string>>> = { '/opt/java/openjdk': javaHome };

/**
 * Follows the steps of Dockerfiles with this machine's programs, each stage in an empty folder. That is less than Docker
 * does: a RUN that wrote to an absolute path would write there.
 */
export class Builder {
  readonly #setup: Setup;
  readonly #folder: string;
  readonly #architecture: string;
  readonly #built = new Map<Stage, Promise<BuiltStage>>();

  /** @param architecture 'amd64' or 'arm64', the value of TARGETARCH. */
  constructor(setup: Setup, folder: string, architecture: string) {
    this.#setup = setup;
    this.#folder = folder;
    this.#architecture = architecture;
  }

  /** @param name of a stage; the last one when left out. */
  async build(dockerfile: string, name?: string): Promise<BuiltStage> {
    const stages = this.#setup.images[dockerfile] ?? [];
    const stage = name === undefined ? stages.at(-1) : stages.find((one) => one.name === name);
    if (stage === undefined) throw new Error(`${dockerfile} has no stage ${name ?? ''}`);
    const built = this.#built.get(stage) ?? this.#buildStage(dockerfile, stages, stage);
    this.#built.set(stage, built);
    return built;
  }

  async #buildStage(dockerfile: string, stages: readonly Stage[], stage: Stage): Promise<BuiltStage> {
    const root = path.join(this.#folder, dockerfile, `${stages.indexOf(stage)}-${stage.name}`);
    await mkdir(root, { recursive: true });
    let { workdir, environment } = { workdir: '/', environment: {} } as BuiltStage;
    if (stages.some(({ name }) => name === stage.base)) {
      const base = await this.build(dockerfile, stage.base);
      await cp(base.root, root, { recursive: true, verbatimSymlinks: true });
      ({ workdir, environment } = base);
    }
    for (const step of stage.steps) {
      const here = path.join(root, workdir);
      switch (step.kind) {
        case 'WORKDIR':
          workdir = path.posix.resolve(workdir, step.path);
          await mkdir(path.join(root, workdir), { recursive: true });
          break;
        case 'ENV':
          environment = { ...environment, ...step.environment };
          break;
        case 'RUN':
          await run(step.command, here, { ...environment, TARGETARCH: this.#architecture });
          break;
        case 'COPY':
          await this.#copy(dockerfile, step, path.join(step.target.startsWith('/') ? root : here, step.target));
      }
    }
    return { root, workdir, environment };
  }

  async #copy(dockerfile: string, step: Step & { kind: 'COPY' }, target: string): Promise<void> {
    const isFolder = target.endsWith('/') || step.sources.length > 1;
    const stages = this.#setup.images[dockerfile] ?? [];
    const isAsItIs = stages.some(({ name, steps }) => name === step.from && steps.length === 0);
    const from = step.from === undefined ? repository : (await this.build(dockerfile, step.from)).root;
    for (const source of step.sources) {
      if (isAsItIs) {
        const own = ownInstead[source];
        if (own === undefined)
          throw new Error(`${dockerfile} takes ${source} from ${step.from ?? ''}, which is not here`);
        await mkdir(path.dirname(target), { recursive: true });
        await symlink(await own(), target);
        continue;
      }
      const given = path.join(from, source);
      // Of a folder its contents are copied, not the folder.
      const to = isFolder && !(await stat(given)).isDirectory() ? path.join(target, path.basename(source)) : target;
      if (step.from === undefined) await this.#copyGiven(source, to);
      else await cp(given, to, { recursive: true, verbatimSymlinks: true });
    }
  }

  /** Only what builds are given. */
  async #copyGiven(source: string, target: string): Promise<void> {
    const files = this.#setup.context.filter((file) => file === source || file.startsWith(`${source}/`));
    if (files.length === 0) throw new Error(`builds are not given ${source}`);
    for (const file of files) await cp(path.join(repository, file), path.join(target, path.relative(source, file)));
  }
}

/** Of the Java that this machine runs. */
async function javaHome(): Promise<string> {
  const { stderr } = await promisify(execFile)(javaCommand(), ['-XshowSettings:properties', '-version']);
  const [, home] = /^ *java\.home = (.+)$/m.exec(stderr) ?? [];
  if (home === undefined) throw new Error('java does not tell its home');
  return home;
}

async function run(command: string, cwd: string, environment: Readonly<Record<string, string>>): Promise<void> {
  // Jest sets NODE_ENV, of which a build in Docker knows nothing.
  const env = { ...process.env, NODE_ENV: undefined, ...environment };
  const child = spawn('/bin/sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`"${command}" ended with ${code ?? 'a signal'}:\n${output}${errors}`);
}
