import { keepIfPossible } from '../browser/kept.ts';
import { readJson } from '../wire/read-json.ts';
import type { Keep } from '../browser/keep.ts';
import type { LockCause, LockState } from './lock-state.ts';

const causes: readonly (LockCause | undefined)[] = ['idle', 'asked', 'withdrawn', undefined];

/** Whether the till is locked, and what was tried: written when that changes, and apart from the times. */
type Lock = Pick<LockState, 'locked' | 'wrong' | 'wrongAt'>;
/** When the till was used, and when the server was heard of: written again and again. */
type Times = Pick<LockState, 'touchedAt' | 'confirmedAt' | 'seenAt'>;

/** How exactly use, and times of the server, are kept: otherwise each key and each answer would be a write. */
const exactMs = { touchedAt: 5_000, confirmedAt: 60_000, seenAt: 60_000 } as const;
const timeNames = Object.keys(exactMs) as readonly (keyof Times)[];

/**
 * What the tabs of a till share of its lock. A browser shows a tab what another one wrote a moment later, and has no
 * write that compares first. So the times, which every tab writes, are kept apart: a tab that only notes a time cannot
 * lock or unlock the others by what it knew before ([T81]).
 */
export class KeptLock {
  readonly #keep: Keep;
  readonly #keys: { readonly lock: string; readonly times: string };
  #lock: string | undefined;
  #times: string | undefined;

  constructor(keep: Keep, name: string) {
    this.#keep = keep;
    this.#keys = { lock: `${name}-lock`, times: `${name}-lock-times` };
  }

  /** The state as kept; undefined where nothing is kept, or only a part. */
  read(): LockState | undefined {
    this.#lock = this.#keep.get(this.#keys.lock);
    this.#times = this.#keep.get(this.#keys.times);
    return this.#known();
  }

  /** The state as kept, if another tab kept something since this one looked or wrote. */
  news(): LockState | undefined {
    const { lock, times } = this.#keys;
    const isSame = this.#keep.get(lock) === this.#lock && this.#keep.get(times) === this.#times;
    return isSame ? undefined : this.read();
  }

  /**
   * Keeps the parts of a state that differ enough from what is kept. Answers whether the other tabs should look at
   * once.
   */
  keep(state: LockState): boolean {
    const known = this.#known();
    const { locked, wrong, wrongAt, touchedAt, confirmedAt, seenAt } = state;
    const isOther = !known || known.locked !== locked || known.wrong !== wrong || known.wrongAt !== wrongAt;
    // The times first: a tab that saw the lock opened before it sees when would find that nobody used the till for long.
    if (!known || timeNames.some(each => Math.abs(known[each] - state[each]) >= exactMs[each]))
      this.#times = this.#put(this.#keys.times, { touchedAt, confirmedAt, seenAt });
    if (isOther) this.#lock = this.#put(this.#keys.lock, { locked, wrong, wrongAt });
    return known?.locked !== locked || known?.wrong !== wrong;
  }

  forget(): void {
    this.#keep.remove(this.#keys.lock);
    this.#keep.remove(this.#keys.times);
    [this.#lock, this.#times] = [undefined, undefined];
  }

  /** Answers what is kept from now on: the old text, where the new one cannot be kept. */
  #put(key: string, part: Lock | Times): string | undefined {
    const text = JSON.stringify(part);
    return keepIfPossible(this.#keep, key, text) ? text : this.#keep.get(key);
  }

  #known(): LockState | undefined {
    const lock = partOf<Lock>(this.#lock);
    const times = partOf<Times>(this.#times);
    if (!lock || !times || !causes.includes(lock.locked)) return undefined;
    const { locked, wrong, wrongAt } = lock;
    const { touchedAt, confirmedAt, seenAt } = times;
    const state = { locked, wrong, wrongAt, touchedAt, confirmedAt, seenAt };
    const numbers = [wrong, wrongAt, touchedAt, confirmedAt, seenAt];
    return numbers.every(each => Number.isFinite(each)) && Number(wrong) >= 0
      ? (state as LockState)
      : undefined;
  }
}

function partOf<T>(text: string | undefined): Partial<T> | undefined {
  const read = text === undefined ? undefined : readJson(text);
  return typeof read === 'object' && read !== null ? read : undefined;
}
