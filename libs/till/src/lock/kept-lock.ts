import { keepIfPossible } from '../browser/kept.ts';
import { readJson } from '../wire/read-json.ts';
import type { Keep } from '../browser/keep.ts';
import type { LockCause, LockState } from './lock-state.ts';

const causes: readonly (LockCause | undefined)[] = ['idle', 'asked', 'withdrawn', undefined];

/** Whether the till is locked, and what was tried: written when that changes, and apart from the times. */
type Lock = Pick<LockState, 'locked' | 'wrong' | 'wrongAt'>;
/** When the till was used, and when the server was heard of: written again and again. */
type Times = Pick<LockState, 'touchedAt' | 'confirmedAt' | 'seenAt' | 'putBack'>;

type Part = 'lock' | 'times' | 'touched';
const parts: readonly Part[] = ['lock', 'times', 'touched'];

/** How exactly use, and times of the server, are kept: otherwise each key and each answer would be a write. */
const exactMs = { touchedAt: 5_000, confirmedAt: 60_000, seenAt: 60_000, putBack: 60_000 } as const;

/**
 * What the tabs of a till share of its lock. A browser shows a tab what another one wrote a moment later, and has no
 * write that compares first. So the times, which every tab writes, are kept apart: a tab that only notes a time cannot
 * lock or unlock the others by what it knew before. When the till was used is kept apart once more, and only the tab
 * that is used writes it: a tab that notes the server's time cannot make the till look unused ([T81]).
 */
export class KeptLock {
  readonly #keep: Keep;
  readonly #keys: Readonly<Record<Part, string>>;
  #seen: Partial<Record<Part, string | undefined>> = {};

  constructor(keep: Keep, name: string) {
    this.#keep = keep;
    this.#keys = { lock: `${name}-lock`, times: `${name}-lock-times`, touched: `${name}-lock-touched` };
  }

  /** The state as kept; undefined where nothing is kept, or only a part. */
  read(): LockState | undefined {
    for (const part of parts) this.#seen[part] = this.#keep.get(this.#keys[part]);
    return this.#known();
  }

  /** The state as kept, if another tab kept something since this one looked or wrote. */
  news(): LockState | undefined {
    const isSame = parts.every(part => this.#keep.get(this.#keys[part]) === this.#seen[part]);
    return isSame ? undefined : this.read();
  }

  /**
   * Keeps the parts of a state that differ enough from what is kept. Answers whether the other tabs should look at
   * once.
   */
  keep(state: LockState): boolean {
    const known = this.#known();
    const { locked, wrong, wrongAt, touchedAt, confirmedAt, seenAt, putBack } = state;
    const isOther = !known || known.locked !== locked || known.wrong !== wrong || known.wrongAt !== wrongAt;
    const isFar = (name: keyof Times) => !known || Math.abs(known[name] - state[name]) >= exactMs[name];
    // Earlier versions read all three times here.
    if (isFar('confirmedAt') || isFar('seenAt') || isFar('putBack'))
      this.#put('times', { touchedAt, confirmedAt, seenAt, putBack });
    // The times first: a tab that saw the lock opened before it sees when would find that nobody used the till for long.
    if (isFar('touchedAt')) this.#put('touched', touchedAt);
    if (isOther) this.#put('lock', { locked, wrong, wrongAt });
    return known?.locked !== locked || known?.wrong !== wrong;
  }

  forget(): void {
    for (const part of parts) this.#keep.remove(this.#keys[part]);
    this.#seen = {};
  }

  /** Has seen the old text where the new one cannot be kept. */
  #put(part: Part, value: Lock | Times | number): void {
    const text = JSON.stringify(value);
    this.#seen[part] = keepIfPossible(this.#keep, this.#keys[part], text)
      ? text
      : this.#keep.get(this.#keys[part]);
  }

  #known(): LockState | undefined {
    const lock = partOf<Lock>(this.#seen.lock);
    const times = partOf<Times>(this.#seen.times);
    if (!lock || !times || !causes.includes(lock.locked)) return undefined;
    const { locked, wrong, wrongAt } = lock;
    // A tab of an earlier version notes no `putBack`.
    const { confirmedAt, seenAt, putBack = 0 } = times;
    // Where a tab of an earlier version was used, it noted so with the other times.
    const touchedAt = Math.max(Number(times.touchedAt), Number(this.#seen.touched ?? 0));
    const state = { locked, wrong, wrongAt, touchedAt, confirmedAt, seenAt, putBack };
    const numbers = [wrong, wrongAt, touchedAt, confirmedAt, seenAt, putBack];
    return numbers.every(each => Number.isFinite(each)) && Number(wrong) >= 0
      ? (state as LockState)
      : undefined;
  }
}

function partOf<T>(text: string | undefined): Partial<T> | undefined {
  const read = text === undefined ? undefined : readJson(text);
  return typeof read === 'object' && read !== null ? read : undefined;
}
