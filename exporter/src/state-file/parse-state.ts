import type { Bound, Certainty, Finding, FindingKind, LossCause, Severity } from '../derived/finding.ts';
import type {
  Remembered,
  RememberedCounter,
  RememberedExpiry,
  RememberedGroup,
  RememberedTopic,
} from '../derived/remembered.ts';
import { nextTurn, sliceIsOver } from '../event-loop.ts';
import { Fields } from './fields.ts';
import { stateVersion } from './state-lines.ts';

export interface ParsedState {
  readonly clusterId: string | undefined;
  readonly remembered: Remembered;
}

const causes: readonly LossCause[] = ['expired', 'truncated', 'deleted', 'skipped', 'reset'];
const kinds: readonly FindingKind[] = ['loss', 'risk', 'status', 'bottleneck', 'breach'];
const certainties: readonly Certainty[] = ['proved', 'suspected'];
const severities: readonly Severity[] = ['info', 'warning', 'critical'];
const bounds: readonly Bound[] = ['exact', 'upper', 'lower'];

/** Throws an error that names the line and what is wrong with it; nothing of such a file is used. */
export async function parseState(text: string): Promise<ParsedState> {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the file ends in the middle of a line');
  const reader = new StateReader();
  for (const [index, line] of lines.entries()) {
    if (index % 16 === 0 && sliceIsOver()) await nextTurn();
    try {
      reader.take(line, index + 1);
    } catch (error) {
      throw new Error(`line ${index + 1} ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  return reader.finish();
}

class StateReader {
  readonly #topics: RememberedTopic[] = [];
  readonly #counters: RememberedCounter[] = [];
  readonly #groups: RememberedGroup[] = [];
  readonly #expired: RememberedExpiry[] = [];
  readonly #findings: Finding[] = [];
  #header: { clusterId: string | undefined; savedMs: number } | undefined;
  #isComplete = false;

  /** @param number Of the line, from 1. */
  take(line: string, number: number): void {
    const fields = new Fields(JSON.parse(line));
    const kind = fields.text('kind');
    if ((number === 1) !== (kind === 'kafkascope-state')) throw new Error('is not where such a line belongs');
    if (this.#isComplete) throw new Error('follows upon the last line');
    switch (kind) {
      case 'kafkascope-state':
        this.#header = headerOf(fields);
        break;
      case 'topic':
        this.#topics.push(topicOf(fields));
        break;
      case 'counter':
        this.#counters.push(counterOf(fields));
        break;
      case 'group':
        this.#groups.push(groupOf(fields));
        break;
      case 'expired':
        this.#expired.push(expiryOf(fields));
        break;
      case 'finding':
        this.#findings.push(findingOf(fields.nested('finding')));
        break;
      case 'end':
        if (fields.number('lines') !== number) throw new Error('speaks of another number of lines');
        this.#isComplete = true;
        break;
      default:
        throw new Error(`is of a kind '${kind}' that is not known`);
    }
  }

  finish(): ParsedState {
    if (this.#header === undefined || !this.#isComplete) throw new Error('the file was cut short');
    const { clusterId, savedMs } = this.#header;
    const remembered = {
      savedMs,
      topics: this.#topics,
      counters: this.#counters,
      groups: this.#groups,
      expired: this.#expired,
      findings: this.#findings,
    };
    return { clusterId, remembered };
  }
}

function headerOf(fields: Fields): { clusterId: string | undefined; savedMs: number } {
  const version = fields.number('version');
  if (version !== stateVersion) throw new Error(`is of version ${version}, not ${stateVersion}`);
  return { clusterId: optional(fields, 'clusterId', 'text'), savedMs: fields.number('savedMs') };
}

function topicOf(fields: Fields): RememberedTopic {
  const epoch = fields.column('epoch');
  return {
    id: optional(fields, 'id', 'text'),
    name: fields.text('name'),
    epoch,
    highWatermark: fields.column('highWatermark', epoch.length),
    logStart: fields.column('logStart', epoch.length),
    checkedEpoch: fields.column('checkedEpoch', epoch.length),
  };
}

function counterOf(fields: Fields): RememberedCounter {
  const records = fields.number('records');
  if (records < 0) throw new Error('counts less than nothing');
  return {
    group: optional(fields, 'group', 'text'),
    topic: fields.text('topic'),
    cause: fields.oneOf('cause', causes),
    records,
    lastMs: optional(fields, 'lastMs', 'number'),
    seenMs: fields.number('seenMs'),
  };
}

function groupOf(fields: Fields): RememberedGroup {
  return {
    group: fields.text('group'),
    activeMs: fields.number('activeMs'),
    hadMembers: fields.boolean('hadMembers'),
    // Not in the files of the first exporters.
    commitsAlone: optional(fields, 'commitsAlone', 'number') ?? 0,
    committedAloneMs: optional(fields, 'committedAloneMs', 'number'),
    intervalsMs: fields.has('intervalsMs') ? [...fields.column('intervalsMs')] : [],
    pauses: fields.has('pauses') ? fields.list('pauses').map(pauseOf) : [],
  };
}

function pauseOf(fields: Fields): RememberedGroup['pauses'][number] {
  return { lengthMs: fields.number('lengthMs'), endedMs: fields.number('endedMs') };
}

function expiryOf(fields: Fields): RememberedExpiry {
  return {
    group: fields.text('group'),
    topic: fields.text('topic'),
    partition: fields.number('partition'),
    committed: fields.number('committed'),
    countedTo: fields.number('countedTo'),
    hasLeft: fields.has('hasLeft') && fields.boolean('hasLeft'),
  };
}

function findingOf(fields: Fields): Finding {
  return {
    id: fields.text('id'),
    key: fields.text('key'),
    kind: fields.oneOf('kind', kinds),
    name: fields.text('name'),
    certainty: fields.oneOf('certainty', certainties),
    severity: fields.oneOf('severity', severities),
    topic: optional(fields, 'topic', 'text'),
    group: optional(fields, 'group', 'text'),
    broker: optional(fields, 'broker', 'number'),
    partitions: [...fields.column('partitions')],
    records: optional(fields, 'records', 'number'),
    bound: fields.has('bound') ? fields.oneOf('bound', bounds) : undefined,
    title: fields.text('title'),
    evidence: fields.text('evidence'),
    advice: fields.text('advice'),
    runbook: fields.text('runbook'),
    startedMs: fields.number('startedMs'),
    updatedMs: fields.number('updatedMs'),
    endedMs: optional(fields, 'endedMs', 'number'),
  };
}

function optional(fields: Fields, name: string, type: 'text'): string | undefined;
function optional(fields: Fields, name: string, type: 'number'): number | undefined;
function optional(fields: Fields, name: string, type: 'text' | 'number'): string | number | undefined {
  return fields.has(name) ? fields[type](name) : undefined;
}
