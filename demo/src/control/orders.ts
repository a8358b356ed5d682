import type { Laboratory } from '../experiments/laboratory.ts';
import type { Performer } from '../performer.ts';
import { numberField, onlyFields, type Fields } from '../http/body.ts';
import { Problem } from '../http/problem.ts';

type Act = (performer: Performer, fields: Fields) => void | Promise<void>;

const producerActs: Readonly<Record<string, Act>> = {
  start: bare((performer) => performer.start()),
  stop: bare((performer) => performer.stop()),
  burst: (performer, fields) =>
    performer.order({ burst: numberField(fields, 'records', 10_000, { least: 1, most: 100_000, isWhole: true }) }),
  load: (performer, fields) => performer.order({ load: numberField(fields, 'factor', 10, { least: 0, most: 100 }) }),
};

const consumerActs: Readonly<Record<string, Act>> = {
  start: bare((performer) => {
    performer.order({ pace: 'usual' });
    performer.start();
  }),
  stop: bare((performer) => performer.stop()),
  pause: bare((performer) => performer.order({ pace: 'paused' })),
  slow: bare((performer) => performer.order({ pace: 'slow' })),
};

const acts = { producers: producerActs, consumers: consumerActs };

/** What can be done to a role, for the page's buttons. */
export function actsOf({ member }: Performer): string[] {
  const known = Object.keys(member.kind === 'producer' ? producerActs : consumerActs);
  return known.filter((verb) => member.refuses?.[verb] === undefined);
}

/**
 * Does what a path says: `/producers/buoys/stop`, `/experiments/broker-dies`, `/reset`.
 *
 * @throws Problem where the path names nothing, a field is wrong, or a role cannot do it
 */
export async function obey(
  path: string,
  fields: Fields,
  performers: readonly Performer[],
  laboratory: Laboratory,
): Promise<void> {
  const [kind = '', name = '', verb = '', ...more] = path.slice(1).split('/');
  if (path === '/reset') {
    onlyFields(fields, []);
    await laboratory.reset();
  } else if (kind === 'experiments' && verb === '') {
    onlyFields(fields, []);
    laboratory.begin(name);
  } else if ((kind === 'producers' || kind === 'consumers') && more.length === 0) {
    const ofKind = performers.filter(({ member }) => `${member.kind}s` === kind);
    const performer = ofKind.find(({ member }) => member.name === name);
    if (performer === undefined)
      throw unknown(
        name,
        kind,
        ofKind.map(({ member }) => member.name),
      );
    const act = Object.hasOwn(acts[kind], verb) ? acts[kind][verb] : undefined;
    if (act === undefined) throw unknown(verb, `orders for ${kind}`, Object.keys(acts[kind]));
    const refusal = performer.member.refuses?.[verb];
    if (refusal !== undefined) throw new Problem(409, 'not_here', `${name} does not ${verb}: ${refusal}.`);
    await act(performer, fields);
  } else {
    const known = 'POST /producers/NAME/ORDER, /consumers/NAME/ORDER, /experiments/NAME or /reset';
    throw new Problem(404, 'unknown_path', `There is nothing at ${path}: ${known}.`);
  }
}

/** An order that reads no field. */
function bare(act: (performer: Performer) => void | Promise<void>): Act {
  return (performer, fields) => {
    onlyFields(fields, []);
    return act(performer);
  };
}

function unknown(name: string, kind: string, known: readonly string[]): Problem {
  return new Problem(404, 'unknown_name', `${JSON.stringify(name)} is not among the ${kind}: ${known.join(', ')}.`);
}
