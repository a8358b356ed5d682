import path from 'node:path';
import { build, stop } from 'esbuild';

// node build-host.ts FILE: the page around the editors, with Grafana's packages in it.
await build({
  entryPoints: [path.join(import.meta.dirname, 'host.tsx')],
  outfile: process.argv[2] ?? 'host.js',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.svg': 'dataurl', '.css': 'empty' },
  logLevel: 'error',
});
await stop();
