import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const plugin = JSON.parse(text('src/plugin.json')) as {
  readonly id: string;
  readonly info: {
    readonly description: string;
    readonly keywords: readonly string[];
    readonly logos: Readonly<Record<'small' | 'large', string>>;
    readonly screenshots: readonly { readonly name: string; readonly path: string }[];
  };
  readonly dependencies: { readonly grafanaDependency: string };
};

/** What Grafana's validator of plugins refuses, as far as sources show it; scripts/plugin-faults.ts looks at what is built. */
describe('no source', () => {
  it.each([
    ['tests its data source in the browser, where the back end does', /\btestDatasource\b/],
    ['imports a style sheet', /import\s+['"][^'"]+\.(css|scss|less)['"]|<Global\b/],
    ['writes to the console', /\bconsole\s*\.\s*\w+\s*\(/],
    ["reaches for Grafana's insides", /window\.(grafanaBootData|grafanaRuntime|__grafanaSceneContext)/],
    ["reaches for React's insides", /__SECRET_INTERNALS/],
  ])('%s', (_, forbidden) => {
    const files = globSync('src/**/*.{ts,tsx}', { cwd: root });
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => forbidden.test(text(file)))).toEqual([]);
  });
});

describe('plugin.json', () => {
  it('says what the catalogue shows', () => {
    expect(plugin.id).toMatch(/^[0-9a-z]+-[0-9a-z]+-datasource$/);
    expect(plugin.dependencies.grafanaDependency).toBe('>=12.3.0');
    expect(plugin.info.description).not.toBe('');
    expect(plugin.info.keywords).toContain('kafka');
  });

  it('shows pictures that are there, each with a name', () => {
    const { logos, screenshots } = plugin.info;
    expect(screenshots.length).toBeGreaterThan(0);
    for (const { name, path: file } of screenshots) {
      expect(name).not.toBe('');
      // A PNG begins so.
      expect(
        readFileSync(path.join(root, 'src', file))
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
    }
    for (const file of Object.values(logos)) expect(text(path.join('src', file))).toMatch(/^<svg [^]*<\/svg>\s*$/);
    expect(
      Object.values(logos)
        .map((file) => text(path.join('src', file)))
        .join(),
    ).not.toMatch(/<script|\son\w+=|href=/);
  });
});

it('the changelog begins with this version', () => {
  const { version } = JSON.parse(text('package.json')) as { version: string };
  expect(/^## (.+)$/m.exec(text('CHANGELOG.md'))?.[1]).toBe(version);
});

it('the README for the catalogue is for those who use it', () => {
  const readme = text('src/README.md');
  expect(readme).not.toMatch(/\b(yarn|nodejs|npm)\b|create-plugin/);
  // It stands elsewhere than the files around it.
  const links = Array.from(readme.matchAll(/\]\(([^)]+)\)/g), ([, link = '']) => link);
  expect(links.filter((link) => !link.startsWith('https://') && !link.startsWith('#'))).toEqual([]);
});
