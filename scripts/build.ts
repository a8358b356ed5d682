import { chmod, copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build as bundle, stop } from 'esbuild';
import type { BuildOptions } from 'esbuild';

const root = path.dirname(import.meta.dirname);
const source = path.join(root, 'exporter/src');
const target = path.join(root, 'exporter/dist');

const programs: BuildOptions = {
  entryPoints: [path.join(source, 'main.ts'), path.join(source, 'graph/layout-worker.ts')],
  entryNames: '[name]',
  outdir: target,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  packages: 'external',
};

const page: BuildOptions = {
  entryPoints: [path.join(source, 'http/page/page.ts')],
  outdir: path.join(target, 'page'),
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  minify: true,
};
const pageFiles = ['index.html', 'style.css'];

/** Builds the exporter and its page into exporter/dist, in well under a second. */
export async function build(): Promise<void> {
  const common: BuildOptions = { absWorkingDir: root, bundle: true, sourcemap: true, logLevel: 'error' };
  await mkdir(path.join(target, 'page'), { recursive: true });
  await Promise.all([
    bundle({ ...common, ...programs }),
    bundle({ ...common, ...page }),
    ...pageFiles.map((file) => copyFile(path.join(source, 'http/page', file), path.join(target, 'page', file))),
  ]);
  await chmod(path.join(target, 'main.js'), 0o755);
  // esbuild would keep a process for the next build.
  await stop();
}

if (import.meta.main) {
  const startMs = performance.now();
  await build();
  if (!process.argv.includes('--quiet')) {
    console.log(`Built exporter/dist in ${Math.round(performance.now() - startMs)} ms.`);
  }
}
