import { keepYoungGenerationSmall } from '../../src/young-generation.ts';
import { serve, stateOf } from './serve.ts';

// A server to be scraped hard, in a process of its own, whose memory is nobody else's. Tells where it is.
keepYoungGenerationSmall();
const state = await stateOf({
  topics: 2000,
  partitionsPerTopic: 10,
  groups: 200,
  offsetsPerGroup: 100,
});
const { url } = await serve([state]);
process.send?.({ url });
process.on('disconnect', () => process.exit());
