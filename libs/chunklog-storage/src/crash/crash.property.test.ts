import { fc, test } from '@fast-check/vitest';
import { live } from './crash-story.ts';
import { story } from './crash-scenario.ts';

/** `npm run test:crash -w @tidemark/chunklog-storage` runs 10,000. */
const numRuns = 500;

test('[K1] whenever it dies: what was acknowledged is there, nothing else, in order', async () => {
  await fc.assert(fc.asyncProperty(story, live), { numRuns });
});
