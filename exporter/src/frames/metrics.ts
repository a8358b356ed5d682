import type { MetricQueryType } from '../api.ts';
import { consumeRate } from './consume-rate.ts';
import { diskFree } from './disk-free.ts';
import { lag } from './lag.ts';
import { lost } from './lost.ts';
import type { Metric } from './metric.ts';
import { produceRate } from './produce-rate.ts';
import { status } from './status.ts';
import { timeLag } from './time-lag.ts';
import { timeToLoss } from './time-to-loss.ts';

export const metrics: Readonly<Record<MetricQueryType, Metric>> = {
  lag,
  timeLag,
  timeToLoss,
  lost,
  status,
  produceRate,
  consumeRate,
  diskFree,
};
