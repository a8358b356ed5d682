import type { Context } from 'koa';
import type { FormatName } from '../metrics/format.ts';

/** Escaping schemes of the exposition formats. No name of ours needs any, so that each is as good as the others. */
const escapings = ['allow-utf-8', 'underscores', 'dots', 'values'];

export interface Negotiated {
  readonly format: FormatName;
  /** To be added to the content type: a client that asks for an escaping wants to be told it. */
  readonly suffix: string;
}

/**
 * The exposition format that the Accept header asks for, as Prometheus' own clients choose it: OpenMetrics 1.0 where
 * it is preferred by name, and the Prometheus text format in every other case, also when nothing fits.
 */
export function negotiate(ctx: Context): Negotiated {
  let best: { format: FormatName; escaping: string | undefined; quality: number } | undefined;
  for (const range of ctx.get('Accept').split(',')) {
    const { type, parameters } = mediaRange(range);
    const quality = parameters.has('q') ? Number(parameters.get('q')) : 1;
    const format = formatOf(type, parameters.get('version'));
    if (format !== undefined && quality > (best?.quality ?? 0)) {
      best = { format, quality, escaping: parameters.get('escaping') };
    }
  }
  const escaping = best?.escaping;
  return {
    format: best?.format ?? 'text',
    suffix: escaping !== undefined && escapings.includes(escaping) ? `; escaping=${escaping}` : '',
  };
}

function formatOf(type: string, version: string | undefined): FormatName | undefined {
  switch (type) {
    case 'application/openmetrics-text':
      return version === undefined || version === '1.0.0' ? 'openmetrics' : undefined;
    case 'text/plain':
    case 'text/*':
    case '*/*':
      return 'text';
    default:
      return undefined;
  }
}

function mediaRange(range: string): { type: string; parameters: Map<string, string> } {
  const [type = '', ...rest] = range.split(';').map((part) => part.trim().toLowerCase());
  const parameters = rest.map((part): [string, string] => {
    const [name = '', value = ''] = part.split('=', 2);
    return [name.trim(), value.trim().replace(/^"(.*)"$/, '$1')];
  });
  return { type, parameters: new Map(parameters) };
}
