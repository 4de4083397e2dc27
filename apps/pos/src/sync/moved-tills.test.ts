import { expect, test } from 'vitest';
import { movedWords } from './moved-tills.ts';

test('[K10] a moved till is named with both locations and the time; a location that is gone by its id', () => {
  const move = {
    ...{ id: 1, till: 'Counter', at: '2026-11-01T12:00:00.000Z' },
    ...{ from: { id: '1', name: 'Harbour' }, to: { id: '2', name: null } },
  };

  expect(movedWords(move, 'Europe/Berlin')).toMatch(/^Counter moved from Harbour to 2: .*1[:.]?00|13/);
});
