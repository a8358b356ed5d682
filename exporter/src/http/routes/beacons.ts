import { timingSafeEqual } from 'node:crypto';
import { RefusedBeacon } from '../../audit/accept-beacon.ts';
import type { BeaconIntake } from '../../audit/beacon-intake.ts';
import { jsonBody } from '../body.ts';
import { stateNamed } from '../cluster.ts';
import { Problem } from '../problem.ts';
import { parameter } from '../query.ts';
import type { AppDeps, Route } from '../route.ts';

const largestBody = 4 * 1024 * 1024;
const mostBeacons = 2_000;

/** Beacons of probes, one or a list: 202 when all were taken, otherwise which were not, and why. */
export function beaconsRoute(deps: AppDeps): Route {
  return {
    path: '/api/beacons',
    method: 'POST',
    async answer(ctx) {
      // Also while Kafka cannot be read: what probes tell then is not to be had again from a probe that has ended.
      const intake = deps.beacons(stateNamed(parameter(ctx, 'cluster'), deps).name);
      if (intake === undefined) {
        throw new Problem(403, 'audit_off', 'beacons are not taken here: start the exporter with --audit.enabled');
      }
      if (!isAuthorized(ctx.get('Authorization'), deps.beaconToken)) {
        intake.refused('unauthorized');
        throw new Problem(
          401,
          'unauthorized',
          'beacons must carry the token of --audit.token: Authorization: Bearer …',
          {
            'WWW-Authenticate': 'Bearer',
          },
        );
      }
      const body = await jsonBody(ctx, largestBody).catch((error: unknown) => {
        if (error instanceof Problem) intake.refused(error.status === 413 ? 'too_large' : 'not_json');
        throw error;
      });
      const beacons: readonly unknown[] = Array.isArray(body) ? body : [body];
      if (beacons.length > mostBeacons) {
        intake.refused('too_large');
        throw new Problem(413, 'too_many_beacons', `a request may carry at most ${mostBeacons} beacons`);
      }
      const refused = beacons.flatMap((beacon, index) => refusalOf(intake, beacon, index));
      ctx.status = refused.length === 0 ? 202 : 422;
      ctx.body = {
        accepted: beacons.length - refused.length,
        ...(refused.length > 0 && {
          error: { code: 'beacons_refused', message: `${refused.length} of ${beacons.length} beacons were refused` },
          refused: refused.slice(0, 100),
        }),
      };
    },
  };
}

function refusalOf(intake: BeaconIntake, beacon: unknown, index: number) {
  try {
    intake.take(beacon);
    return [];
  } catch (error) {
    if (!(error instanceof RefusedBeacon)) throw error;
    return [{ index, reason: error.reason, message: error.message }];
  }
}

function isAuthorized(header: string, token: string | undefined): boolean {
  if (token === undefined) return true;
  const [given, wanted] = [Buffer.from(header), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
