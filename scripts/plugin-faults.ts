import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const platforms = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64', 'windows_amd64.exe'];

/** What is read of plugin.json. */
interface PluginDescription {
  readonly executable: string;
  readonly info: {
    readonly version: string;
    readonly logos: { readonly small: string; readonly large: string };
    readonly screenshots?: readonly { readonly path: string }[];
  };
  readonly includes?: readonly { readonly path?: string }[];
  readonly dependencies: { readonly grafanaDependency?: string };
}

/**
 * What Grafana's catalogue would refuse of a folder with a built plugin, as far as it can be seen from its files.
 *
 * @param version That of package.json.
 */
export async function pluginFaults(dist: string, version: string): Promise<string[]> {
  if (!existsSync(path.join(dist, 'plugin.json'))) return ['plugin.json is missing'];
  const text = await readFile(path.join(dist, 'plugin.json'), 'utf8');
  const { executable, info, includes = [], dependencies } = JSON.parse(text) as PluginDescription;
  const programs = platforms.map((platform) => `${executable}_${platform}`);
  const images = [info.logos.small, info.logos.large, ...(info.screenshots ?? []).map((screenshot) => screenshot.path)];
  const dashboards = includes.flatMap((include) => include.path ?? []).filter((file) => !file.startsWith('/'));
  const files = ['module.js', 'module.js.map', 'go_plugin_build_manifest', 'README.md', 'CHANGELOG.md', 'LICENSE'];
  const wanted = [...files, ...images, ...dashboards, ...programs];
  const missing = [...new Set(wanted)].filter((file) => !existsSync(path.join(dist, file)));
  const faults = missing.map((file) => `${file} is missing`);

  if (/%[A-Z]+%/.test(text)) faults.push('plugin.json has a placeholder left');
  if (info.version !== version) faults.push(`plugin.json is of version ${info.version}, package.json of ${version}`);
  if (dependencies.grafanaDependency === undefined) faults.push('plugin.json does not say which Grafana it needs');
  for (const program of programs.filter((file) => !missing.includes(file))) {
    const { mode } = await stat(path.join(dist, program));
    if ((mode & 0o755) !== 0o755) faults.push(`${program} is not executable`);
  }
  return faults;
}
