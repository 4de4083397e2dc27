import { keepIfPossible } from '../kept.ts';
import { readJson } from '../read-json.ts';
import type { Keep } from '../till.ts';
import type { LockCause, LockState } from './lock-state.ts';

const causes: readonly (LockCause | undefined)[] = ['idle', 'asked', 'withdrawn', undefined];

/** What tabs of a till know of its lock, as text; undefined where nothing is kept. */
export function keptLock(keep: Keep, name: string): string | undefined {
  return keep.get(lockKey(name));
}

/** Answers what is kept from now on, where it could be. */
export function keepLock(keep: Keep, name: string, state: LockState): string | undefined {
  const text = JSON.stringify(state);
  return keepIfPossible(keep, lockKey(name), text) ? text : keptLock(keep, name);
}

export function forgetLock(keep: Keep, name: string): void {
  keep.remove(lockKey(name));
}

/** Undefined for what is none. */
export function readLock(text: string | undefined): LockState | undefined {
  const read = (text === undefined ? undefined : readJson(text)) as Partial<LockState> | null | undefined;
  if (!read || !causes.includes(read.locked)) return undefined;
  const { touchedAt, confirmedAt, seenAt, wrong, wrongAt } = read;
  const numbers = [touchedAt, confirmedAt, seenAt, wrong, wrongAt];
  return numbers.every(each => Number.isFinite(each)) && Number(wrong) >= 0 ? (read as LockState) : undefined;
}

/** Use is kept this exactly, and times of the server that exactly: each key and each answer would be a write. */
const [touchMs, answerMs] = [5_000, 60_000];

/** Whether a state says enough that is not kept yet. */
export function isNews(kept: LockState | undefined, state: LockState): boolean {
  if (!kept || kept.locked !== state.locked || kept.wrong !== state.wrong || kept.wrongAt !== state.wrongAt)
    return true;
  const isFar = (key: 'touchedAt' | 'seenAt' | 'confirmedAt', ms: number) =>
    Math.abs(kept[key] - state[key]) >= ms;
  return isFar('touchedAt', touchMs) || isFar('seenAt', answerMs) || isFar('confirmedAt', answerMs);
}

function lockKey(name: string): string {
  return `${name}-lock`;
}
