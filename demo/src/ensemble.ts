import { cast } from './cast.ts';
import { Jvms, kafkaClassPath } from './parcels/jvm.ts';
import { Performer } from './performer.ts';

/**
 * A performer for each role. Those in Java share a JVM, and are left out where nobody says where Kafka's jars are.
 *
 * @param say Told when somebody is left out.
 */
export function ensemble(environment: NodeJS.ProcessEnv, say: (line: string) => void): Performer[] {
  const hasJava = kafkaClassPath(environment) !== undefined;
  if (!hasJava)
    say("the scenario parcels is left out: KAFKA_CLASS_PATH does not name Kafka's jars, its clients are in Java");
  const jvms = new Jvms();
  return cast
    .filter(({ scenario }) => scenario !== 'parcels' || hasJava)
    .map((member) => {
      return member.scenario === 'parcels'
        ? new Performer(member, (role) => jvms.perform(role))
        : new Performer(member);
    });
}
