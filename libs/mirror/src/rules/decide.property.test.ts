import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { judge, type IncomingState, type StoredState } from './decide.ts';

/** A document's life in Shopify: each state later than the last, several within one second, perhaps ended. */
const life = fc
  .record({ steps: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 8 }), ends: fc.boolean() })
  .map(({ steps, ends }) => {
    let second = 1_000;
    const states = steps.map((step, index): IncomingState => {
      second += step;
      return { deleted: false, sourceUpdatedAt: second, readAt: 10 * (index + 1), rev: `r${index}` };
    });
    if (ends)
      states.push({
        deleted: true,
        sourceUpdatedAt: second + 1,
        readAt: 10 * (steps.length + 1),
        rev: 'gone',
      });
    return states;
  });

test.prop([life, fc.array(fc.nat(), { maxLength: 30 })])(
  '[M3] [M4] any interleaving of stale and fresh reads ends at the newest state',
  (states, picks) => {
    const newest = states.at(-1)!;
    const reads = [
      ...picks.map(pick => states[pick % states.length]!),
      newest,
      ...picks.map(pick => states[(pick * 7) % states.length]!),
    ];

    let stored: StoredState | undefined;
    for (const read of reads) if (judge(stored, read) !== 'stale') stored = read;

    expect(stored?.rev).toBe(newest.rev);
  },
);
