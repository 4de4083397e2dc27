import { fc, test } from '@fast-check/vitest';
import { expect, test as example } from 'vitest';
import { latest, stampAfter, stampTime } from './hlc.ts';

const many = { numRuns: 10_000 };
const now = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 10 ** 14 }));
const till = fc.constantFrom('till-aaaa', 'till-bbbb', 'till-cccc');
const writes = fc.array(fc.record({ now, till }), { minLength: 1, maxLength: 12 });
const stamp = writes.map(each => each.reduce((seen, write) => stampAfter(seen, write.now, write.till), ''));

test.prop([stamp, now, till], many)(
  '[H1] what is written after a stamp was seen is later, whatever the clock says',
  (seen, time, who) => {
    expect(stampAfter(seen, time, who) > seen).toBe(true);
  },
);

test.prop([stamp, now, till], many)(
  '[H2] a clock that is ahead of everything seen is believed',
  (seen, time, who) => {
    const next = stampTime(stampAfter(seen, time, who));

    expect(next).toBeGreaterThanOrEqual(time);
    expect(next).toBe(Math.max(time, stampTime(seen)));
  },
);

test.prop([stamp, now, now, till, till], many)(
  '[H3] two tills never write one stamp',
  (seen, a, b, left, right) => {
    fc.pre(left !== right);

    expect(stampAfter(seen, a, left)).not.toBe(stampAfter(seen, b, right));
  },
);

test.prop([fc.array(stamp)], many)('[H4] the latest is one of them, and none is later', stamps => {
  const last = latest(stamps);

  expect(['', ...stamps]).toContain(last);
  expect(stamps.every(each => each <= last)).toBe(true);
});

example('[H1] a full counter goes over into the next millisecond', () => {
  const full = '000000000000005-ffffff-till-aaaa';

  expect(stampAfter(full, 5, 'till-bbbb')).toBe('000000000000006-000000-till-bbbb');
});

test.prop([fc.integer({ min: -1e16, max: 1e16 }), now, till], many)(
  '[H1] a clock before 1970 or beyond all dates writes stamps of one shape, and whoever saw them has the last word',
  (broken, time, who) => {
    const first = stampAfter('', broken, 'till-aaaa');

    expect(first).toMatch(/^\d{15}-[0-9a-f]{6}-till-aaaa$/);
    expect(stampAfter(first, time, who) > first).toBe(true);
  },
);

example(
  '[H1] a till in 2099 does not stop the others: whoever saw its stamp writes a later one, for one cart',
  () => {
    const from2099 = stampAfter('', Date.UTC(2099, 0), 'till-aaaa');
    const after = stampAfter(from2099, Date.UTC(2026, 0), 'till-bbbb');

    expect(after > from2099).toBe(true);
    expect(stampTime(stampAfter('', Date.UTC(2026, 0), 'till-bbbb'))).toBe(Date.UTC(2026, 0));
  },
);
