import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build as bundle, stop } from 'esbuild';
import { provided } from './provided.ts';

// node typecheck-newest.ts: whether the plugin fits the newest packages of Grafana, and the React that these take: its
// sources by their types, and the libraries within its bundle by the names that they import. Only types are read, so the
// packages are unpacked without what they depend on.
const root = import.meta.dirname;
const folder = path.join(root, '.cache/newest');
const grafana = ['data', 'plugin-ui', 'runtime', 'schema', 'ui'].map((name) => `@grafana/${name}`);
const packages = [...grafana, '@types/react', '@types/react-dom'];

/** The statements by which the bundle takes names from Grafana's packages. */
async function bundledImports(): Promise<string[]> {
  const { outputFiles } = await bundle({
    entryPoints: ['src/module.ts'],
    absWorkingDir: root,
    outfile: 'imports.js',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    external: [...provided],
  });
  await stop();
  return outputFiles.flatMap(({ text }) => text.match(/^import \{.+\} from "@grafana\/.+";$/gm) ?? []);
}

rmSync(folder, { recursive: true, force: true });
for (const name of packages) {
  const target = path.join(folder, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', `${name}@latest`], { cwd: folder, encoding: 'utf8' });
  execFileSync('tar', ['-xzf', path.join(folder, packed.trim()), '-C', target, '--strip-components=1']);
}
const imports = await bundledImports();
writeFileSync(path.join(folder, 'imports.ts'), imports.join('\n'));
const tsc = path.join(root, '../node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '--project', 'tsconfig.newest.json'], { cwd: root, stdio: 'inherit' });
console.log(`The sources and ${imports.length} imports of the bundle fit the newest packages of Grafana.`);
