import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build as bundle, stop } from 'esbuild';
import type { BuildOptions, OutputFile } from 'esbuild';
import { runbookPage } from './runbook-page.ts';

const root = path.dirname(import.meta.dirname);
const source = path.join(root, 'exporter/src');
const target = path.join(root, 'exporter/dist');
const runbooks = path.join(root, 'docs/runbooks');

const programs: BuildOptions = {
  entryPoints: ['main.ts', 'graph/layout-worker.ts'],
  outdir: target,
  platform: 'node',
  target: 'node24',
  packages: 'external',
};

const page: BuildOptions = {
  entryPoints: ['http/page/page.ts', 'http/page/index.html', 'http/page/style.css'],
  loader: { '.html': 'copy' },
  outdir: path.join(target, 'page'),
  platform: 'browser',
  target: 'es2022',
  minify: true,
};

/** Builds the exporter, its page and the runbooks into exporter/dist, in about a second. */
export async function build(): Promise<void> {
  const common: BuildOptions = {
    absWorkingDir: source,
    entryNames: '[name]',
    bundle: true,
    format: 'esm',
    sourcemap: true,
    logLevel: 'error',
  };
  try {
    const bundles = [programs, page].map((options) => bundle({ ...common, ...options, write: false }));
    const files = (await Promise.all(bundles)).flatMap(({ outputFiles }) => outputFiles);
    await Promise.all([...files, ...(await runbookPages())].map(replace));
  } finally {
    // esbuild would keep a process for the next build.
    await stop();
  }
}

async function runbookPages(): Promise<Pick<OutputFile, 'path' | 'contents'>[]> {
  const names = (await readdir(runbooks))
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.basename(file, '.md'));
  return Promise.all(
    names.map(async (name) => {
      const markdown = await readFile(path.join(runbooks, `${name}.md`), 'utf8');
      const contents = Buffer.from(runbookPage(name, markdown));
      return { path: path.join(target, 'page/runbooks', `${name}.html`), contents };
    }),
  );
}

/** Writes a file at once: an exporter that starts meanwhile finds the old one or the new one. */
async function replace({ path: file, contents }: Pick<OutputFile, 'path' | 'contents'>): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(unfinished, contents, { mode: path.basename(file) === 'main.js' ? 0o755 : 0o644 });
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

if (import.meta.main) {
  const startMs = performance.now();
  await build();
  if (!process.argv.includes('--quiet')) {
    console.log(`Built exporter/dist in ${Math.round(performance.now() - startMs)} ms.`);
  }
}
