import { describe, expect, it } from '@jest/globals';
import { dashboards, type Panel } from './provisioned.ts';

const all = dashboards();
const uids = all.map(({ dashboard }) => dashboard.uid);

const overlap = ({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

it('dashboards have names of their own', () => {
  expect(new Set(uids).size).toBe(uids.length);
});

describe.each(all)('$name', ({ text, dashboard }) => {
  const { panels, templating, annotations } = dashboard;

  it('has panels with ids of their own, side by side in 24 columns', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ gridPos }) => gridPos.x + gridPos.w > 24)).toEqual([]);
    const pairs = panels.flatMap((panel, i) => panels.slice(i + 1).map((other) => [panel, other] as const));
    expect(pairs.filter(([panel, other]) => overlap(panel, other)).map(([{ title }]) => title)).toEqual([]);
  });

  it('asks the data sources that a person chooses, each of its type', () => {
    const asking = [...panels.filter(({ type }) => type !== 'row'), ...(annotations?.list ?? [])];
    const asked = [...asking, ...templating.list.filter(({ type }) => type === 'query')].map(
      ({ datasource }) => datasource,
    );
    const chosen = templating.list.filter(({ type }) => type === 'datasource');
    const offered = chosen.map(({ name, query }) => ({ type: query, uid: `\${${name}}` }));
    expect(new Set(asked.map((one) => JSON.stringify(one)))).toEqual(
      new Set(offered.map((one) => JSON.stringify(one))),
    );
  });

  it('uses the variables that it has', () => {
    const used = Array.from(text.matchAll(/\$\{?(\w+)/g), ([, name = '']) => name);
    const declared = new Set(templating.list.map(({ name }) => name));
    expect(used.filter((name) => !declared.has(name) && !name.startsWith('__'))).toEqual([]);
    expect([...declared].filter((name) => !used.includes(name))).toEqual([]);
  });

  it('links to dashboards that exist', () => {
    const linked = Array.from(text.matchAll(/"url": "\/d\/([\w-]+)/g), ([, uid]) => uid);
    expect(linked.filter((uid) => uid === undefined || !uids.includes(uid))).toEqual([]);
  });
});
