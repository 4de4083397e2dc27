import { expect, test } from 'vitest';
import { decideKeeping, pictureLimits, shortOf } from './picture-room.ts';

const mega = 1024 * 1024;
const nothing = { bytes: 0, count: 0 };
const plenty = { usage: 0, quota: 10_000 * mega };

test('[P1] a picture is kept while there is room', () => {
  expect(decideKeeping(nothing, 20_000, plenty)).toEqual({ keeps: true, gives: nothing });
});

test('[P1] beyond the bound in bytes the least recently used go, a tenth at once', () => {
  const { keeps, gives } = decideKeeping({ bytes: pictureLimits.bytes, count: 2_000 }, 20_000, plenty);

  expect(keeps).toBe(true);
  expect(pictureLimits.bytes + 20_000 - gives.bytes).toBeLessThanOrEqual(pictureLimits.bytes * 0.9);
});

test('[P1] beyond the bound in number they go too', () => {
  const { gives } = decideKeeping({ bytes: mega, count: pictureLimits.count }, 100, plenty);

  expect(gives.count).toBeGreaterThanOrEqual(pictureLimits.count * 0.1);
});

test('[P1] a picture that is too large alone is not kept, and costs no other one', () => {
  expect(decideKeeping(nothing, pictureLimits.each + 1, plenty)).toEqual({ keeps: false, gives: nothing });
});

test('[P2] what has to stay free is taken from pictures', () => {
  const quota = 1_000 * mega;
  const room = { usage: quota - pictureLimits.reserve + 5 * mega, quota };

  expect(decideKeeping({ bytes: 30 * mega, count: 900 }, mega, room)).toEqual({
    keeps: true,
    gives: { bytes: 6 * mega, count: 0 },
  });
});

test('[P2] where pictures cannot make the room, none is kept, and all are given back', () => {
  const quota = 1_000 * mega;

  expect(decideKeeping({ bytes: 3 * mega, count: 90 }, 20_000, { usage: quota, quota })).toEqual({
    keeps: false,
    gives: { bytes: 3 * mega, count: 0 },
  });
});

test('[P2] of a small quota a fifth stays free', () => {
  expect(shortOf({ usage: 70 * mega, quota: 100 * mega })).toBe(0);
  expect(shortOf({ usage: 90 * mega, quota: 100 * mega })).toBe(10 * mega);
});

test('[P2] a browser that says nothing of its room is held to the bound alone', () => {
  expect(decideKeeping({ bytes: mega, count: 9 }, 20_000, {})).toEqual({ keeps: true, gives: nothing });
});
