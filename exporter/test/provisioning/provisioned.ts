import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export const root = path.resolve(import.meta.dirname, '../../..');
export const prometheusFolder = path.join(root, 'provisioning/prometheus');
const dashboardFolder = path.join(root, 'provisioning/grafana/dashboards');
const runbookFolder = path.join(root, 'docs/runbooks');

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** One entry of `tests` in a file for `promtool test rules`. */
export interface RuleTest {
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
}

/** What asks a data source. */
export interface Asking {
  readonly datasource?: { readonly type: string; readonly uid: string };
}

export interface Panel extends Asking {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  /** PromQL has an `expr`, a query of Kafkascope none. */
  readonly targets?: readonly { readonly expr?: string }[];
}

interface Variable extends Asking {
  readonly name: string;
  readonly type: string;
  readonly definition?: string;
  readonly query: unknown;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly annotations?: { readonly list: readonly (Asking & { readonly name: string; readonly target: unknown })[] };
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file));
}

export const ruleFiles = filesIn(path.join(prometheusFolder, 'rules'), '.yml');
export const ruleTestFiles = filesIn(path.join(prometheusFolder, 'tests'), '.yml');

export function rules(): Rule[] {
  return ruleFiles.flatMap((file) => {
    const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] };
    return groups.flatMap((group) => group.rules);
  });
}

export function ruleTests(): RuleTest[] {
  return ruleTestFiles.flatMap((file) => (parse(readFileSync(file, 'utf8')) as { tests: RuleTest[] }).tests);
}

/** Name within the folder of dashboards, and content, also as text: links are scattered over it. */
export function dashboards(): { name: string; text: string; dashboard: Dashboard }[] {
  return filesIn(dashboardFolder, '.json').map((file) => {
    const text = readFileSync(file, 'utf8');
    return { name: path.relative(dashboardFolder, file), text, dashboard: JSON.parse(text) as Dashboard };
  });
}

/** By name, which is that of its file without the ending. */
export function runbooks(): Map<string, string> {
  return new Map(filesIn(runbookFolder, '.md').map((file) => [path.basename(file, '.md'), readFileSync(file, 'utf8')]));
}
