import type { SearchResult, Sellable } from '@tidemark/till';
import { expect, test } from 'vitest';
import { meaningOf } from './meaning-of.ts';

function catalogue(codes: number, search: Pick<SearchResult, 'total' | 'isSimilar'>) {
  return {
    find: async () => Array.from({ length: codes }, () => ({}) as Sellable),
    search: async (query: string) => ({ query, products: [], ...search }),
  };
}

test.each([
  { codes: 1, total: 0, isSimilar: false, meaning: 'code' },
  { codes: 1, total: 4, isSimilar: false, meaning: 'code' },
  { codes: 0, total: 4, isSimilar: false, meaning: 'words' },
  { codes: 0, total: 4, isSimilar: true, meaning: 'neither' },
  { codes: 0, total: 0, isSimilar: false, meaning: 'neither' },
])('of $codes codes and $total products (similar: $isSimilar), it means $meaning', async each => {
  expect(await meaningOf('4006381', catalogue(each.codes, each))).toBe(each.meaning);
});
