/** Says which engines `npm test` could not try here. */
import { engines, whyNot } from './play.ts';

for (const reason of engines.map(whyNot)) if (reason !== undefined) console.log(`== ${reason}`);
