import type { Laboratory, Report } from '../experiments/laboratory.ts';
import type { Pace } from '../pace.ts';
import type { Performer, PerformerState } from '../performer.ts';
import { actsOf } from './orders.ts';

/** The answer of `GET /state`. */
export interface ControlState {
  readonly roles: readonly RoleState[];
  readonly experiments: readonly Report[];
  /** Where what happens is drawn. */
  readonly graphUrl: string;
}

export interface RoleState {
  readonly name: string;
  readonly kind: 'producer' | 'consumer';
  readonly clientId: string;
  readonly state: PerformerState;
  readonly pace: Pace;
  readonly load: number;
  readonly orders: readonly string[];
}

export function stateOf(performers: readonly Performer[], laboratory: Laboratory): ControlState {
  return {
    roles: performers.map((performer) => {
      const { member, state, pace, load } = performer;
      const { name, kind, clientId } = member;
      return { name, kind, clientId, state, pace, load, orders: actsOf(performer) };
    }),
    experiments: laboratory.reports(),
    graphUrl: laboratory.graphUrl,
  };
}
