import { copyButton } from '../copy-button.ts';
import { element } from '../element.ts';
import { recipesOf, ruleFile } from './recipe.ts';
import type { Subject } from './subject.ts';

/** The questions to Prometheus and the alert rules about a subject, to be copied; nothing where there are none. */
export function recipesSection(subject: Subject, cluster: string): HTMLElement[] {
  const { queries, rules } = recipesOf(subject, cluster);
  if (queries.length === 0) return [];
  return [
    element(
      'details',
      { class: 'recipes' },
      element('summary', {}, 'PromQL and alert rule'),
      ...queries.map(({ title, promql }) => recipe(title, promql)),
      recipe('Alert rule for Prometheus', ruleFile(rules)),
    ),
  ];
}

function recipe(title: string, text: string): HTMLElement {
  const code = element('pre', { dir: 'ltr' }, text);
  return element(
    'div',
    { class: 'recipe' },
    element('div', { class: 'recipe-title' }, element('p', {}, title), copyButton(code, title)),
    code,
  );
}
