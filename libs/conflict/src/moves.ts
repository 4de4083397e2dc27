import type { StockMove } from '@tidemark/schema';
import { mergeSorted } from './merge-sorted.ts';
import { mergeWrittenOnce } from './written-once.ts';

/** All moves that either side knows, by id, each once: a set that only grows. */
export function mergeMoves(a: readonly StockMove[], b: readonly StockMove[]): StockMove[] {
  return mergeSorted(a, b, move => move.id, mergeWrittenOnce);
}

/** The delta of a count: not how many there are, but how many more or fewer than the till showed during the count. */
export function countedDelta(seen: number, counted: number): number {
  return counted - seen;
}
