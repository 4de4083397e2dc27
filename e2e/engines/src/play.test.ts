import { expect, test } from 'vitest';
import { whyNot } from './play.ts';

const kind = { name: 'Ladybird', start: () => Promise.reject(new Error('is not installed')) };

test('[E3] an engine that is not installed is said by its name and by what would install it', () => {
  expect(whyNot({ ...kind, missing: () => ['ladybird', 'xvfb'] })).toBe(
    'Ladybird was NOT tried: it is not installed here (apt-get install ladybird xvfb)',
  );
  expect(whyNot({ ...kind, missing: () => [] })).toBeUndefined();
});
