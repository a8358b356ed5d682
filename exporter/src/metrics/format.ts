import type { Family } from './family.ts';

export type FormatName = 'text' | 'openmetrics';

/** A text format of the exposition, as far as ours differ. Sample lines are the same in both. */
export interface Format {
  readonly name: FormatName;
  readonly contentType: string;
  readonly end: string;
  /** The lines that begin a family. */
  heading(family: Pick<Family, 'name' | 'type' | 'help'>): string;
  /** What prom-client wrote in the Prometheus format, in this one. */
  fromText(text: string): string;
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
const text: Format = {
  name: 'text',
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  end: '',
  heading: ({ name, type, help }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`,
  fromText: (written) => written,
};

/** https://github.com/prometheus/OpenMetrics: a counter's family is named without its _total, and no line is empty. */
const openMetrics: Format = {
  name: 'openmetrics',
  contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  end: '# EOF\n',
  heading: ({ name, type, help }) =>
    text.heading({ name: type === 'counter' ? name.replace(/_total$/, '') : name, type, help }),
  fromText(written) {
    const counters = new Set(Array.from(written.matchAll(/^# TYPE (\S+) counter$/gm), ([, name]) => name));
    return written
      .replace(/^# (HELP|TYPE) (\S+)_total (.*)$/gm, (line: string, kind: string, family: string, rest: string) =>
        counters.has(`${family}_total`) ? `# ${kind} ${family} ${rest}` : line,
      )
      .replace(/\n\n+/g, '\n');
  },
};

export const formats: Readonly<Record<FormatName, Format>> = { text, openmetrics: openMetrics };
