import type { DataSourceSettings } from '@grafana/plugin-e2e';
import type { APIRequestContext, APIResponse } from '@playwright/test';
import type { KafkascopeQuery } from '../src/types.ts';

/** An alert rule in a folder of its own. */
export interface Rule {
  /** The values of a label in the instances that fire. */
  firing(label: string): Promise<string[]>;
  /** Of its newest evaluation: 'ok', 'error', 'nodata', or 'unknown' before the first. */
  health(): Promise<string>;
  remove(): Promise<void>;
}

interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly alerts?: readonly { readonly state: string; readonly labels: Record<string, string> }[];
}

const group = 'lag';
/** As often as Grafana evaluates. */
const intervalSeconds = 10;

/** Makes a rule that compares a query's rows with a threshold, without anything between them. */
export async function makeRule(
  request: APIRequestContext,
  source: DataSourceSettings,
  query: KafkascopeQuery,
  threshold: number,
): Promise<Rule> {
  const folder = `kafkascope-test-${crypto.randomUUID().slice(0, 8)}`;
  await ok(request.post('/api/folders', { data: { uid: folder, title: folder } }));
  const relativeTimeRange = { from: 600, to: 0 };
  const condition = {
    refId: 'B',
    type: 'threshold',
    expression: query.refId,
    conditions: [{ evaluator: { type: 'gt', params: [threshold] } }],
  };
  const rule = {
    title: folder,
    ruleGroup: group,
    folderUID: folder,
    orgID: 1,
    condition: condition.refId,
    data: [
      { refId: query.refId, relativeTimeRange, datasourceUid: source.uid, model: query },
      { refId: condition.refId, relativeTimeRange, datasourceUid: '__expr__', model: condition },
    ],
    noDataState: 'NoData',
    execErrState: 'Error',
    for: '0s',
  };
  const path = `/api/v1/provisioning/folder/${folder}/rule-groups/${group}`;
  const data = { title: group, folderUid: folder, interval: intervalSeconds, rules: [rule] };
  // As if made by hand: what is provisioned cannot be removed with its folder.
  await ok(request.put(path, { data, headers: { 'X-Disable-Provenance': 'true' } }));

  const state = async (): Promise<RuleState | undefined> => {
    const path = `/api/prometheus/grafana/api/v1/rules?folder_uid=${folder}`;
    const answer = (await (await ok(request.get(path))).json()) as {
      readonly data: { readonly groups: readonly { readonly rules: readonly RuleState[] }[] };
    };
    return answer.data.groups.flatMap(({ rules }) => rules).find(({ name }) => name === rule.title);
  };
  return {
    async firing(label) {
      const alerts = (await state())?.alerts ?? [];
      return alerts.filter((alert) => alert.state === 'Alerting').map(({ labels }) => labels[label] ?? '');
    },
    health: async () => (await state())?.health ?? 'unknown',
    async remove() {
      await ok(request.delete(`/api/folders/${folder}?forceDeleteRules=true`));
    },
  };
}

/** @throws what Grafana says, unless all is well. */
export async function ok(asked: Promise<APIResponse>): Promise<APIResponse> {
  const response = await asked;
  if (!response.ok()) throw new Error(`${response.url()} answers ${response.status()}: ${await response.text()}`);
  return response;
}
