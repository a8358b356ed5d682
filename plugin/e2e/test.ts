import { test as base } from '@grafana/plugin-e2e';
import type { DataSourceSettings } from '@grafana/plugin-e2e';
import { expect } from '@playwright/test';
import type { APIRequestContext, Locator, Page } from '@playwright/test';
import type { KafkascopeQuery } from '../src/types.ts';
import { ok } from './rule.ts';
import { makeSubject } from './subject.ts';
import type { Subject } from './subject.ts';

export { expect } from '@grafana/plugin-e2e';

export const exporterUrl = process.env.KAFKASCOPE_URL ?? '';
export const type = 'kafkascope-kafka-datasource';

interface Fixtures {
  /** Of this plugin, asking the exporter of the tests. */
  readonly source: DataSourceSettings;
  readonly subjects: (records: number, committed: number) => Promise<Subject>;
  /** Makes a dashboard with one node graph, and answers its uid. */
  readonly graphOf: (topic: string) => Promise<string>;
}

export const test = base.extend<Fixtures>({
  source: async ({ createDataSource, grafanaAPIClient }, use) => {
    const source = await createDataSource({ type, name: `Kafkascope ${crypto.randomUUID()}`, url: exporterUrl });
    await use(source);
    await grafanaAPIClient.deleteDataSourceByUID(source.uid);
  },
  subjects: async ({}, use) => {
    const made: Subject[] = [];
    await use(async (records, committed) => {
      const subject = await makeSubject(records, committed);
      made.push(subject);
      return subject;
    });
    await Promise.all(made.map((subject) => subject.remove()));
  },
  graphOf: async ({ request, source }, use) => {
    const made: string[] = [];
    await use(async (topic) => {
      const uid = crypto.randomUUID();
      const query: KafkascopeQuery = { refId: 'A', queryType: 'graph', topic: `^${topic}$` };
      const panel = {
        id: 1,
        type: 'nodeGraph',
        title: 'Flow',
        gridPos: { x: 0, y: 0, w: 24, h: 20 },
        datasource: { uid: source.uid, type },
        targets: [query],
      };
      const dashboard = { uid, title: `Flow of ${topic}`, time: { from: 'now-5m', to: 'now' }, panels: [panel] };
      await ok(request.post('/api/dashboards/db', { data: { dashboard } }));
      made.push(uid);
      return uid;
    });
    for (const uid of made) await ok(request.delete(`/api/dashboards/uid/${uid}`));
  },
});

/** A node of Grafana's Node graph panel, by the exporter's id: 'topic:orders'. */
export function nodeOf(within: Page | Locator, id: string): Locator {
  return within.locator(`[data-node-id="${id}"]`);
}

export function anyNode(within: Page | Locator): Locator {
  return within.locator('[data-node-id]').first();
}

/** The answer to one query, as Grafana's server gives it. */
interface Answer {
  readonly results: Record<
    string,
    {
      readonly frames?: readonly {
        readonly schema: { readonly fields: readonly { readonly type: string }[] };
        readonly data: { readonly values: readonly (readonly unknown[])[] };
      }[];
    }
  >;
}

/** Waits until Grafana hears of this lag: the exporter has to have read it. */
export async function untilLag(
  request: APIRequestContext,
  source: DataSourceSettings,
  { group }: Subject,
  lag: number,
): Promise<void> {
  const query: KafkascopeQuery = { refId: 'A', queryType: 'lag', by: 'group', group: `^${group}$`, instant: true };
  const datasource = { uid: source.uid, type };
  await expect
    .poll(
      async () => {
        const data = { from: 'now-5m', to: 'now', queries: [{ ...query, datasource }] };
        const response = await request.post('/api/ds/query', { data });
        const frame = ((await response.json()) as Answer).results.A?.frames?.[0];
        const column = frame?.schema.fields.findIndex((field) => field.type === 'number') ?? -1;
        return frame?.data.values[column];
      },
      { timeout: 60_000 },
    )
    .toEqual([lag]);
}
