import { effectsOf, type Effect, type Sale } from '@tidemark/schema';
import { compare, later } from '../later.ts';
import { isSettled, mergeSubmissions } from './submission.ts';

type Effects = readonly Effect[];

/** The sale after one of its effects moved on. A sale without such an effect is answered as it is. */
export function withEffect(sale: Sale, key: string, next: Effect['submission']): Sale {
  if (!effectsOf(sale).some(each => each.key === key)) return sale;
  const effects = effectsOf(sale).map(each => (each.key === key ? { ...each, submission: next } : each));
  return { ...sale, effects };
}

/**
 * The first effect that waits to be sent, in the order in which they are done; undefined if none does, or if the sale's
 * order is not settled yet. `now`: only one that is due by then, in milliseconds since the epoch.
 */
export function dueEffect(sale: Pick<Sale, 'submission' | 'effects'>, now = Infinity): Effect | undefined {
  if (!isSettled(sale.submission)) return undefined;
  return effectsOf(sale).find(
    ({ submission }) => submission.state === 'waiting' && submission.notBefore <= now,
  );
}

/**
 * Merges what two copies of a sale say of its effects: each key once, in the order in which they are done, each with the
 * later of its two lives. The content of one key never differs; if it did, both sides would choose the same.
 */
export function mergeEffects(a: Effects, b: Effects): Effect[] {
  const merged = new Map<string, Effect>();
  for (const each of [...a, ...b]) {
    const known = merged.get(each.key);
    merged.set(each.key, known ? mergeEffect(known, each) : each);
  }
  return [...merged.values()].sort((one, other) => compareKeys(one.key, other.key));
}

function mergeEffect(a: Effect, b: Effect): Effect {
  const content = later(contentOf(a), contentOf(b), () => 0);
  return { ...content, submission: mergeSubmissions(a.submission, b.submission) };
}

function contentOf({ submission: _submission, ...content }: Effect): Omit<Effect, 'submission'> {
  return content;
}

/** The shorter key first, so that `…-2` is before `…-10`. */
function compareKeys(a: string, b: string): number {
  return compare(a.length, b.length) || compare(a, b);
}
