import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { covers, formatCheckpoint, isLaterEpoch, nextEpoch, parseCheckpoint, resume } from './checkpoint.ts';
import { ProtocolError } from './errors.ts';

const checkpoint = fc.record({
  epoch: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  seq: fc.integer({ min: 0, max: 999_999_999_999_999 }),
});

describe('checkpoint', () => {
  prop.prop([checkpoint])('[P1] writing and reading a checkpoint changes nothing', place => {
    expect(parseCheckpoint(formatCheckpoint(place))).toEqual(place);
  });

  test.each(['', 'e1', 'e1:', ':5', 'e1:-1', 'e1:1.5', 'e 1:5', 'e1:5:6', 'e1:1e3', '🦊:1'])(
    '[P1] %j is refused',
    text => {
      expect(() => parseCheckpoint(text)).toThrow(ProtocolError);
    },
  );

  prop.prop([checkpoint, checkpoint])(
    '[P2] only a place in the same history, not beyond its head, is resumed',
    (asked, head) => {
      const known = asked.epoch === head.epoch && asked.seq <= head.seq;

      if (known) expect(resume(asked, head)).toEqual(asked);
      else expect(() => resume(asked, head)).toThrow(expect.objectContaining({ code: 'checkpoint-lost' }));
    },
  );

  test('[P2] without a checkpoint one reads from the beginning', () => {
    expect(resume(undefined, { epoch: 'e1', seq: 9 })).toEqual({ epoch: 'e1', seq: 0 });
  });

  test('[P3] a place of another epoch covers nothing', () => {
    expect(covers({ epoch: 'e1', seq: 9 }, { epoch: 'e1', seq: 9 })).toBe(true);
    expect(covers({ epoch: 'e1', seq: 8 }, { epoch: 'e1', seq: 9 })).toBe(false);
    expect(covers({ epoch: 'e2', seq: 99 }, { epoch: 'e1', seq: 9 })).toBe(false);
    expect(covers(undefined, { epoch: 'e1', seq: 0 })).toBe(false);
  });

  test('[P13] a history is later than the one that it came after, and than those before; two of one copy are not', () => {
    const first = '0f8e9c1c-5d3c-4c0e-8a3e-2f6d3f1f5a10';
    const second = nextEpoch(first, 'a');
    const third = nextEpoch(second, 'b');

    expect([isLaterEpoch(second, first), isLaterEpoch(third, second), isLaterEpoch(third, first)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(isLaterEpoch(first, second)).toBe(false);
    const other = nextEpoch(first, 'c');
    expect([isLaterEpoch(other, second), isLaterEpoch(second, other)]).toEqual([false, false]);
    expect(parseCheckpoint(`${nextEpoch(third, first)}:5`).seq).toBe(5);
  });
});
