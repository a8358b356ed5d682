import type { ClusterAnswer, FieldConfig, Frame, FrameField, FrameMeta } from '../api.ts';

/** A field and its values. */
export interface Column {
  readonly field: FrameField;
  readonly values: Frame['data']['values'][number];
}

interface FieldOptions {
  readonly config?: FieldConfig | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** @param values Milliseconds since 1970. Grafana takes no series whose times may be null. */
export function timeColumn(name: string, values: Iterable<number>): Column {
  return column(name, 'time', { frame: 'time', nullable: false }, Array.from(values, Math.round), {});
}

/** Of a frame of numbers: Grafana cannot read a label that is null. */
export function labelColumn(name: string, values: readonly string[]): Column {
  return column(name, 'string', { frame: 'string', nullable: false }, [...values], {});
}

export function stringColumn(name: string, values: Iterable<string | null>, options: FieldOptions = {}): Column {
  return column(name, 'string', { frame: 'string', nullable: true }, [...values], options);
}

/** @param values NaN and null are unknown; infinite ones are faults. */
export function numberColumn(name: string, values: Iterable<number | null>, options: FieldOptions = {}): Column {
  const cells = Array.from(values, (value) => {
    if (value === null || Number.isNaN(value)) return null;
    if (!Number.isFinite(value)) throw new RangeError(`an infinite number in the field ${name}`);
    return value;
  });
  return column(name, 'number', { frame: 'float64', nullable: true }, cells, options);
}

export function booleanColumn(name: string, values: Iterable<boolean | null>): Column {
  return column(name, 'boolean', { frame: 'bool', nullable: true }, [...values], {});
}

function column(
  name: string,
  type: FrameField['type'],
  typeInfo: FrameField['typeInfo'],
  values: Column['values'],
  { config, labels }: FieldOptions,
): Column {
  return {
    field: {
      name,
      type,
      typeInfo,
      ...(labels !== undefined && { labels: { ...labels } }),
      ...(config !== undefined && { config }),
    },
    values,
  };
}

/** @throws When the columns are of different lengths: Grafana would read beyond the shorter ones. */
export function frame(name: string, columns: readonly Column[], meta: FrameMeta = {}): Frame {
  const lengths = new Set(columns.map(({ values }) => values.length));
  if (lengths.size > 1) throw new RangeError(`the columns of the frame ${name} are of different lengths`);
  return {
    schema: { name, meta, fields: columns.map(({ field }) => field) },
    data: { values: columns.map(({ values }) => values) },
  };
}

/** The frame as the answer to a query, which says how old its data are. */
export function addressed({ schema, data }: Frame, refId: string, head: ClusterAnswer): Frame {
  return { schema: { refId, ...schema, meta: { ...schema.meta, custom: head } }, data };
}

export function withNotice({ schema, data }: Frame, severity: 'info' | 'warning', text: string): Frame {
  const notices = [...(schema.meta.notices ?? []), { severity, text }];
  return { schema: { ...schema, meta: { ...schema.meta, notices } }, data };
}
