import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

// node typecheck-newest.ts: whether the sources fit the newest packages of Grafana, and the React that these take. Only
// their types are read, so they are unpacked without what they depend on.
const root = import.meta.dirname;
const folder = path.join(root, '.cache/newest');
const grafana = ['data', 'plugin-ui', 'runtime', 'schema', 'ui'].map((name) => `@grafana/${name}`);
const packages = [...grafana, '@types/react', '@types/react-dom'];

rmSync(folder, { recursive: true, force: true });
for (const name of packages) {
  const target = path.join(folder, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', `${name}@latest`], { cwd: folder, encoding: 'utf8' });
  execFileSync('tar', ['-xzf', path.join(folder, packed.trim()), '-C', target, '--strip-components=1']);
}
const tsc = path.join(root, '../node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '--project', 'tsconfig.newest.json'], { cwd: root, stdio: 'inherit' });
