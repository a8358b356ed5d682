import type { DeclaredName } from '../../topology/topology.ts';

/** The application that a client id, a transactional id or a group id tells of; undefined where it tells of none. */
export type NameOf = (id: string) => string | undefined;

/** Longer than any name that a person gave. */
const longest = 255;
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/**
 * What the conventions of the field add to an application's name, outermost last:
 * Kafka Streams `<application.id>-<process>-StreamThread-<n>-<role>` and, as transactional id,
 * `<application.id>-<process>-<n>` or `<application.id>-<subtopology>_<partition>`; Flink `<prefix>-<subtask>-<checkpoint>`;
 * Spring and most others a number at the end.
 */
const additions: readonly RegExp[] = [
  /-StreamThread-\d+(-(restore-)?(consumer|producer|admin))?$/,
  new RegExp(`[-_./]${uuid}([-_.]\\d+)?$`, 'i'),
  /-\d+_\d+$/,
  /([-_./]\d+)+$/,
];

/** Kafka Connect's clients of a connector's task. */
const connector = /^connector-(?:producer|consumer|dlq-producer)-(.+)-\d+$/s;
/** Java's consumers that were given no client id. */
const javaConsumer = /^consumer-(.+)-\d+$/s;

/** What clients call themselves when nobody named them. */
const nameless =
  /^(consumer|producer|admin(client)?|client|rdkafka|sarama|kafkajs|aiokafka|franz-go|kgo|segmentio|ruby-kafka|(kafka|confluent)[-_](python|go|dotnet|javascript).*|console-(producer|consumer)|perf-(producer|consumer)-client|.*@.*\(github\.com\/segmentio\/kafka-go\))?$/i;

/** Whether a text can be shown as a name; `?` and `#7` stand for those that have none. */
export function isName(text: string): boolean {
  return text.length <= longest && !/[\p{C}\uFFFD]/u.test(text) && !/^(\?|#\d+)?$/.test(text);
}

/** Takes from an id what stands for one instance, process, thread or task of an application. */
export function applicationName(id: string): string | undefined {
  if (!isName(id)) return undefined;
  let name = connector.exec(id)?.[1] ?? javaConsumer.exec(id)?.[1] ?? id;
  for (const addition of additions) {
    const shorter = name.replace(addition, '');
    if (shorter !== '') name = shorter;
  }
  return nameless.test(name) || !isName(name) ? undefined : name;
}

/** What people declare comes before the conventions of the field; of several declarations the first. */
export function namesWith(declared: readonly DeclaredName[]): NameOf {
  return (id) => declared.find(({ ids }) => ids.matches(id))?.name ?? applicationName(id);
}

/** Remembers the answers: ids are many, do not change, and are asked about at each refresh. */
export function remembering(nameOf: NameOf, most = 100_000): NameOf {
  const answers = new Map<string, string | undefined>();
  return (id) => {
    const known = answers.get(id);
    if (known !== undefined || answers.has(id)) return known;
    if (answers.size >= most) answers.clear();
    const name = nameOf(id);
    answers.set(id, name);
    return name;
  };
}
