import { expect, test } from 'vitest';
import type { Keep } from '../browser/keep.ts';
import { KeptLock } from './kept-lock.ts';
import { signedIn } from './lock-state.ts';

/** Tabs of one browser; each sees what another wrote only once it is told. */
function lateTabs() {
  const shared = new Map<string, string>();
  const open = () => {
    let seen = new Map(shared);
    const keep: Keep = {
      get: key => seen.get(key),
      set: (key, value) => void (shared.set(key, value) && seen.set(key, value)),
      remove: key => void (shared.delete(key) && seen.delete(key)),
    };
    return { kept: new KeptLock(keep, 'till'), see: () => (seen = new Map(shared)) };
  };
  return { shared, open };
}

const open = signedIn(1_000, 1_000);
const locked = { ...open, locked: 'asked' } as const;

test.each([
  ['locks', open, locked],
  ['unlocks', locked, open],
])(
  '[T81] a tab that notes a time does not undo that another %s, which it has not seen',
  (_, before, after) => {
    const tabs = lateTabs();
    const first = tabs.open();
    first.kept.keep(before);
    const second = tabs.open();
    expect(second.kept.read()).toEqual(before);

    first.kept.keep(after);
    second.kept.keep({ ...before, touchedAt: 60_000, confirmedAt: 90_000, seenAt: 90_000 });
    first.see();
    second.see();

    const now = { ...after, touchedAt: 60_000, confirmedAt: 90_000, seenAt: 90_000 };
    expect(first.kept.news()).toEqual(now);
    expect(second.kept.news()).toEqual(now);
    expect(second.kept.news()).toBeUndefined();
  },
);

test('[T81] what says little is not written again, and the others are told of a lock and of a try alone', () => {
  const tabs = lateTabs();
  const { kept } = tabs.open();
  expect(kept.keep(open)).toBe(true);
  const before = new Map(tabs.shared);

  expect(kept.keep({ ...open, touchedAt: 5_999, seenAt: 60_999 })).toBe(false);
  expect(tabs.shared).toEqual(before);
  expect(kept.keep({ ...open, touchedAt: 6_000 })).toBe(false);
  expect(tabs.shared).not.toEqual(before);
  expect(kept.keep({ ...open, wrong: 1, wrongAt: 7_000 })).toBe(true);
});

test.each([
  ['no times', { 'till-lock-times': undefined }],
  ['no lock', { 'till-lock': undefined }],
  ['another cause', { 'till-lock': '{"locked":"opened","wrong":0,"wrongAt":0}' }],
  ['a number that is none', { 'till-lock': '{"wrong":"0","wrongAt":0}' }],
  ['fewer than no wrong PINs', { 'till-lock': '{"wrong":-9,"wrongAt":0}' }],
  ['no JSON', { 'till-lock-times': '{' }],
])('[T70] what is kept with %s is no lock that anybody kept', (_, change) => {
  const { shared, open: openTab } = lateTabs();
  openTab().kept.keep(open);
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined) shared.delete(key);
    else shared.set(key, value);
  }

  expect(openTab().kept.read()).toBeUndefined();
});

test('[T81] a tab that sees a lock opened has seen when: otherwise it would lock the till again', () => {
  const written: string[] = [];
  const shared = new Map<string, string>();
  const kept = new KeptLock(
    {
      get: key => shared.get(key),
      set: (key, value) => {
        written.push(key);
        shared.set(key, value);
      },
      remove: key => void shared.delete(key),
    },
    'till',
  );
  kept.keep({ ...open, locked: 'idle' });
  written.length = 0;

  kept.keep({ ...open, touchedAt: open.touchedAt + 600_000 });

  expect(written.at(-1)).toBe('till-lock');
  expect(written).toContain('till-lock-touched');
});

test('[T81] a tab that notes a time while another unlocks after a long while does not make the till look unused', () => {
  const tabs = lateTabs();
  const first = tabs.open();
  const idle = { ...open, locked: 'idle' } as const;
  first.kept.keep(idle);
  const second = tabs.open();
  second.kept.read();
  const unlocked = { ...open, touchedAt: 600_000, seenAt: 600_000 };

  first.kept.keep(unlocked);
  second.kept.keep({ ...idle, seenAt: 600_000 });
  first.see();
  second.see();

  expect(second.kept.news()).toEqual(unlocked);
  expect(first.kept.news()).toEqual(unlocked);
});

test('[T81] what a tab of an earlier version noted of its use counts', () => {
  const tabs = lateTabs();
  const { kept, see } = tabs.open();
  kept.keep(open);
  tabs.shared.set('till-lock-times', JSON.stringify({ touchedAt: 9_000, confirmedAt: 1_000, seenAt: 1_000 }));
  see();

  expect(kept.news()).toEqual({ ...open, touchedAt: 9_000 });
});
