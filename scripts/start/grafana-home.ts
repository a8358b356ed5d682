import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** A Grafana on this machine. */
export interface Grafana {
  /** What `grafana server` calls its homepath: the folder with conf/ and public/. */
  readonly home: string;
  readonly binary: string;
}

/** What the plugin asks for in its plugin.json. */
const oldest = [12, 3] as const;
/** Grafana reads it from its homepath before anything else, and ends where it is not. */
const defaults = 'conf/defaults.ini';

/**
 * Finds the Grafana that GRAFANA_HOME names, or else the one on PATH.
 *
 * @returns a sentence without its end when there is none that will do.
 */
export function findGrafana({ GRAFANA_HOME, PATH = '' }: NodeJS.ProcessEnv): Grafana | string {
  const found = GRAFANA_HOME ? inHome(path.resolve(GRAFANA_HOME)) : onPath(PATH);
  return typeof found === 'string' ? found : (problemOf(found) ?? found);
}

function inHome(home: string): Grafana | string {
  if (!existsSync(path.join(home, defaults))) return `GRAFANA_HOME names ${home}, where there is no ${defaults}`;
  const binary = ['bin/grafana', 'grafana'].map((name) => path.join(home, name)).find((file) => existsSync(file));
  return binary === undefined ? `GRAFANA_HOME names ${home}, where there is no bin/grafana` : { home, binary };
}

function onPath(searched: string): Grafana | string {
  const command = searched
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'grafana'))
    .find((file) => existsSync(file));
  if (command === undefined)
    return 'none is installed (https://grafana.com/grafana/download; GRAFANA_HOME names its folder)';
  const real = realpathSync(command);
  const prefix = path.dirname(path.dirname(real));
  // That of an archive; that of the packages of Debian, Red Hat, Nix and Homebrew.
  const home = [prefix, path.join(prefix, 'share/grafana')].find((folder) => existsSync(path.join(folder, defaults)));
  if (home === undefined)
    return `${command} is there, but not its ${defaults}: name the folder of that in GRAFANA_HOME`;
  // Debian's command is a script around this program: it would add the machine's own configuration, and outlive a signal.
  const inner = path.join(home, 'bin/grafana');
  return { home, binary: existsSync(inner) ? inner : real };
}

function problemOf({ binary }: Grafana): string | undefined {
  const { stdout } = spawnSync(binary, ['server', '-v'], { encoding: 'utf8' }) as { stdout: string | null };
  // "Version 12.4.0 (commit: …, branch: …)"
  const [, version = '', major, minor] = /Version ((\d+)\.(\d+)\S*)/.exec(stdout ?? '') ?? [];
  if (major === undefined) return `${binary} does not run: it tells no version`;
  const isOld = Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1]);
  return isOld ? `Grafana ${oldest.join('.')} or newer is missing (${binary} is ${version})` : undefined;
}
