import type { RecordHeaders } from '../kafka/record-batches.ts';

const longest = 200;
/** OpenTelemetry's name for a service, in W3C's baggage header. */
const service = 'service.name';

/**
 * Who wrote a record, as its headers name it: those that were configured, then `service.name` of W3C baggage, then the
 * source of a CloudEvent. Whoever writes records can put anything there: what is no readable, short text is nothing.
 */
export function sourceOf(headers: RecordHeaders, configured: readonly string[]): string | undefined {
  for (const name of configured) {
    const source = readable(headers.get(name)?.toString());
    if (source !== undefined) return source;
  }
  return readable(serviceIn(headers.get('baggage')?.toString())) ?? readable(headers.get('ce_source')?.toString());
}

/** `key1=value1;property, key2=value2`, values percent-encoded. */
function serviceIn(baggage: string | undefined): string | undefined {
  for (const member of baggage?.split(',') ?? []) {
    const [pair = ''] = member.split(';');
    const at = pair.indexOf('=');
    if (at < 0 || pair.slice(0, at).trim() !== service) continue;
    try {
      return decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function readable(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || trimmed.length > longest || /[\p{C}\uFFFD]/u.test(trimmed) ? undefined : trimmed;
}
