import { setImmediate } from 'node:timers/promises';
import { createLogger } from '../../src/log.ts';
import { StateFile } from '../../src/state-file/state-file.ts';
import { remembered } from './remembered.ts';

/** Saves state after state until it is killed, and says each time which one is on the disk. */
const [folder = '', first = '1'] = process.argv.slice(2);
const log = createLogger({ level: 'warn', format: 'logfmt' });
const file = new StateFile({ folder, cluster: '', log, now: Date.now });
for (let records = Number(first); ; records++) {
  await file.offer({
    clusterId: 'cluster',
    tickMs: records,
    isUrgent: true,
    hasChanged: true,
    take: () => remembered(records, 2_000),
  });
  process.stdout.write(`${records}\n`);
  await setImmediate();
}
