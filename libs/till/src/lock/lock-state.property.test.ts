import { fc, test } from '@fast-check/vitest';
import { expect, test as example } from 'vitest';
import {
  afterLockEvent,
  isOver,
  mayTry,
  mostWrong,
  openedBy,
  signedIn,
  waitMs,
  type LockEvent,
  type LockKey,
  type LockState,
} from './lock-state.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const start = Date.UTC(2026, 10, 1);
const rules = { idleMinutes: 5, offlineDays: 7 };

/** Clocks go on, stand, or are put back. */
const step = fc.oneof(
  fc.integer({ min: 0, max: 10 * minuteMs }),
  fc.integer({ min: -2 * dayMs, max: 2 * dayMs }),
);
const happening = fc.record({
  kind: fc.constantFrom('tick', 'touched', 'tried', 'right', 'asked', 'withdrawn', 'confirmed'),
  step,
});
const key = fc.constantFrom<LockKey>('none', 'pin', 'sign-in');

/** Every state that these steps lead to, one after the other. */
function played(steps: readonly { kind: string; step: number }[], with_: LockKey) {
  let at = start;
  let state = signedIn(start, start);
  return steps.map(({ kind, step }) => {
    at += step;
    const event = { kind, device: at, shop: at } as LockEvent;
    const before = state;
    state = afterLockEvent(state, event, { rules, key: with_ });
    return { before, event, state, at };
  });
}

test.prop([fc.array(happening, { maxLength: 60 }), key])(
  '[T70] only a right PIN opens a lock, and after the shop ended a session not even that',
  (steps, with_) => {
    for (const { before, event, state } of played(steps, with_)) {
      if (!before.locked || state.locked) continue;
      expect(event.kind).toBe('right');
      expect(before.locked).not.toBe('withdrawn');
    }
  },
);

test.prop([fc.array(happening, { maxLength: 60 }), key])(
  '[T70] who does nothing for so long is locked out at the next look, whatever was done to the clock before',
  (steps, with_) => {
    const last = played(steps, with_).at(-1);
    const [state, at] = [last?.state ?? signedIn(start, start), last?.at ?? start];
    const terms = { rules, key: with_ };
    const looked = afterLockEvent(state, { kind: 'tick', device: at, shop: at }, terms);

    const later = at + rules.idleMinutes * minuteMs;
    const after = afterLockEvent(looked, { kind: 'tick', device: later, shop: later }, terms);

    expect(after.locked !== undefined).toBe(with_ !== 'none' || state.locked === 'withdrawn');
  },
);

test.prop([fc.array(happening, { maxLength: 60 })])(
  '[T72] a till that learned no PIN is locked by nobody but the server',
  steps => {
    for (const { state } of played(steps, 'none')) expect(state.locked ?? 'withdrawn').toBe('withdrawn');
  },
);

test.prop([fc.array(fc.integer({ min: -dayMs, max: dayMs }), { maxLength: 200 })])(
  '[T71] however somebody moves the clock, no more than ten PINs are tried in a row',
  steps => {
    let at = start;
    let state: LockState = { ...signedIn(start, start), locked: 'idle' };
    let tried = 0;
    for (const step of steps) {
      at += step;
      if (mayTry(state, at, 'pin')) tried++;
      state = afterLockEvent(state, { kind: 'tried', device: at, shop: at }, { rules, key: 'pin' });
      expect(state.wrong).toBeGreaterThanOrEqual(tried);
    }
    expect(tried).toBeLessThanOrEqual(mostWrong);
  },
);

test.prop([
  fc.array(fc.record({ kind: fc.constantFrom('tick', 'touched', 'tick', 'confirmed'), step }), {
    maxLength: 60,
  }),
  key,
])('[T73] a clock that is put back does not lengthen the time without the server', (steps, with_) => {
  let [passed, seen] = [0, start];
  for (const { event, state, at } of played(steps, with_)) {
    if (event.kind === 'confirmed') [passed, seen] = [0, at];
    if (['tick', 'touched', 'tried'].includes(event.kind)) {
      passed += Math.max(0, at - seen);
      seen = at;
    }
    expect(isOver(state, rules)).toBe(passed > 7 * dayMs);
  }
});

example('[T71] each wrong PIN waits longer, up to five minutes, also after the clock was put back', () => {
  const waits = Array.from({ length: mostWrong - 1 }, (_, n) =>
    waitMs({ ...signedIn(start, start), wrong: n + 1, wrongAt: start }, start),
  );
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300].map(s => s * 1_000));

  const wrong: LockState = { ...signedIn(start, start), locked: 'idle', wrong: 3, wrongAt: start };
  const back = afterLockEvent(
    wrong,
    { kind: 'tick', device: start - dayMs, shop: start },
    { rules, key: 'pin' },
  );
  expect(waitMs(back, start - dayMs)).toBe(8_000);
  expect(openedBy({ ...wrong, wrong: mostWrong }, 'pin')).toBe('sign-in');
});

example('[T70] 0 minutes lock never', () => {
  const state = afterLockEvent(
    signedIn(start, start),
    { kind: 'tick', device: start + 365 * dayMs, shop: start },
    { rules: { ...rules, idleMinutes: 0 }, key: 'pin' },
  );

  expect(state.locked).toBeUndefined();
});
