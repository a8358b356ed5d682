import { distance } from 'fastest-levenshtein';
import type { Report } from './config-error.ts';
import { envName } from './flag.ts';
import type { FlagName } from './flags.ts';
import { flagNames, flags } from './flags.ts';
import type { Given, Layer } from './layer.ts';
import { splitItems } from './layer.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings of the variables KAFKASCOPE_…. Only a likely misspelling is worth a notice: Kubernetes sets KAFKASCOPE_PORT and the like. */
export function readEnvironment(env: Environment, report: Report): Layer {
  const names = new Map(flagNames.map((name) => [envName(name), name]));
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith('KAFKASCOPE_') || names.has(variable)) continue;
    const near = [...names.keys()].find((name) => distance(name, variable) <= 2);
    if (near !== undefined) report.notices.push(`${variable}: unknown environment variable; did you mean ${near}?`);
  }
  return variables(env, envName);
}

/** Settings of kafka_exporter's own variables, such as SASL_USER_PASSWORD. */
export function readFallbacks(env: Environment): Layer {
  return variables(env, (name) => flags[name].fallbackEnv);
}

function variables(env: Environment, nameOf: (name: FlagName) => string | undefined): Layer {
  const layer = new Map<FlagName, Given>();
  for (const name of flagNames) {
    const variable = nameOf(name);
    const text = variable === undefined ? undefined : env[variable];
    if (variable === undefined || text === undefined) continue;
    layer.set(name, { items: splitItems(flags[name], text), where: variable });
  }
  return layer;
}
