/**
 * Scenario `parcels`: Kafka's own Java clients, which can what kafkajs cannot. The roles are in
 * [Parcels.java](parcels/Parcels.java), threads of one JVM.
 *
 *     depot (client parcel-depot) -> parcels -> tracking (group parcel-tracking, of the protocol of KIP-848)
 *                                            -> couriers (share group parcel-couriers, KIP-932)
 */
import { cast } from './cast.ts';
import type { Order } from './pace.ts';
import { Jvms } from './parcels/jvm.ts';
import { aborted, play, type Role } from './play.ts';

/** A role that is run alone, in a JVM of its own. */
const alone =
  (name: string): Role =>
  async (stop) => {
    const performance = new Jvms().perform({ name });
    process.on('message', (order: Order) => performance.order(order));
    const early = performance.ended.then((how) => {
      if (!stop.aborted) throw new Error(how);
    });
    await Promise.race([aborted(stop), early]);
    performance.leave();
    await performance.ended;
  };

const names = cast.filter(({ scenario }) => scenario === 'parcels').map(({ name }) => name);

if (import.meta.main) await play(Object.fromEntries(names.map((name) => [name, alone(name)])));
