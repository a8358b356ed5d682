import type { Experiment } from './experiment.ts';

/** Of an experiment that ends a broker: there has to be somebody who can, and two others that go on. */
export const refuseWithoutThree: NonNullable<Experiment['refusal']> = ({ brokers }) => {
  if (brokers.count >= 3) return undefined;
  return brokers.count === 0
    ? 'the demo did not start these brokers, so it cannot end them (npm start can)'
    : 'with fewer than three brokers the others could not go on';
};
