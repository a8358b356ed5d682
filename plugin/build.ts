import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build as bundle, stop } from 'esbuild';
import type { BuildOptions, Plugin } from 'esbuild';
import { amdWrapping } from './amd.ts';
import { provided } from './provided.ts';

const root = import.meta.dirname;
/** Those that ask this data source alone. */
const dashboards = path.join(root, '../provisioning/grafana/dashboards/kafkascope');

const leaveToGrafana: Plugin = {
  name: 'leave-to-grafana',
  setup(bundler) {
    bundler.onResolve({ filter: /^[@\w]/ }, ({ path: name, kind }) =>
      kind !== 'entry-point' && provided.includes(name) ? { path: name, external: true } : undefined,
    );
  },
};

const options = {
  entryPoints: ['src/module.ts'],
  absWorkingDir: root,
  outfile: 'dist/module.js',
  bundle: true,
  write: false,
  format: 'cjs',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  minify: true,
  sourcemap: true,
  metafile: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [leaveToGrafana],
  logLevel: 'error',
} satisfies BuildOptions;

/** Writes the front end into a folder: module.js with its source map, and what lies beside it in the catalogue's zip. */
async function buildFrontEnd(target: string): Promise<void> {
  try {
    const { metafile } = await bundle(options);
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    const { banner, footer } = amdWrapping([...new Set(imports.map((one) => one.path))].sort());
    const { outputFiles } = await bundle({ ...options, banner: { js: banner }, footer: { js: footer } });
    await mkdir(target, { recursive: true });
    for (const { path: file, contents } of outputFiles)
      await writeFile(path.join(target, path.basename(file)), contents);
    await writeFile(path.join(target, 'plugin.json'), await describedPlugin());
    for (const file of ['README.md', 'img']) await copy(path.join('src', file), target);
    for (const file of ['CHANGELOG.md', 'LICENSE']) await copy(file, target);
    await cp(dashboards, path.join(target, 'dashboards'), { recursive: true });
  } finally {
    // esbuild would keep a process for the next build.
    await stop();
  }
}

/** plugin.json with the version of package.json, and the day of this build. */
async function describedPlugin(): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const text = await readFile(path.join(root, 'src/plugin.json'), 'utf8');
  return text.replaceAll('%VERSION%', version).replaceAll('%TODAY%', new Date().toISOString().slice(0, 10));
}

async function copy(file: string, target: string): Promise<void> {
  await cp(path.join(root, file), path.join(target, path.basename(file)), { recursive: true });
}

// node build.ts [FOLDER]: the front end, into dist beside what Mage builds there.
const target = path.resolve(process.argv[2] ?? path.join(root, 'dist'));
const startMs = performance.now();
await buildFrontEnd(target);
console.log(`Built the plugin's front end in ${Math.round(performance.now() - startMs)} ms.`);
