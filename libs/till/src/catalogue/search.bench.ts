/**
 * Compares the catalogue's search with libraries for the same work, in one process: filling it, a keystroke (each
 * beginning of what a cashier types), and what it holds. Sizes in products of four variants: `BENCH_SIZES=10000,25000`.
 * A cashier sees how many there are, and all of them by title; a library that answers only its own best 60 is spared
 * that.
 */
import { create, insertMultiple, search as searchOrama } from '@orama/orama';
import type { Product } from '@tidemark/schema';
import { aProduct, aVariant } from '@tidemark/schema/testing';
import { Index } from 'flexsearch';
import MiniSearch from 'minisearch';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryCatalogue } from './memory-catalogue.ts';

/** Answers how many it found, or as many as it shows. */
type Search = (query: string) => number | Promise<number>;
type Fill = (products: readonly Product[]) => Promise<Search>;

const limit = 60;
const typed = [
  'bench kettle',
  'blue stoneware mug',
  'linen',
  '29000012345',
  'sku-7',
  'harbour oak',
  'ketlte',
  'stonwear',
];

const contenders: Readonly<Record<string, Fill>> = {
  ours: async products => {
    const catalogue = new MemoryCatalogue();
    await catalogue.load(products, [], undefined, () => Promise.resolve());
    await catalogue.indexed;
    return query => catalogue.search(query, limit).total;
  },
  MiniSearch: async products => {
    const index = new MiniSearch<{ id: string; text: string }>({
      fields: ['text'],
      searchOptions: { prefix: true, combineWith: 'AND', fuzzy: word => (word.length > 4 ? 1 : false) },
    });
    index.addAll(products.map(each => ({ id: each.id, text: textOf(each) })));
    return query => index.search(query).length;
  },
  'MiniSearch without typos': async products => {
    const index = new MiniSearch<{ id: string; text: string }>({
      fields: ['text'],
      searchOptions: { prefix: true, combineWith: 'AND' },
    });
    index.addAll(products.map(each => ({ id: each.id, text: textOf(each) })));
    return query => index.search(query).length;
  },
  'FlexSearch, 60 in its order': async products => {
    const index = flexIndex(products);
    return query => index.search(query, { limit }).length;
  },
  'FlexSearch, all by title': async products => {
    const index = flexIndex(products);
    return query => {
      const found = index
        .search(query, { limit: products.length })
        .map(n => products[Number(n)]?.title ?? '');
      return found.sort((a, b) => (a < b ? -1 : 1)).length;
    };
  },
  Orama: async products => {
    const index = create({ schema: { text: 'string' } as const });
    await insertMultiple(
      index,
      products.map(each => ({ text: textOf(each) })),
      1000,
    );
    return async query => (await searchOrama(index, { term: query, threshold: 0, limit })).count;
  },
};

for (const size of (process.env['BENCH_SIZES'] ?? '10000,25000').split(',').map(Number)) {
  const products = Array.from({ length: size }, (_, n) => product(n));
  console.log(`\n${size.toLocaleString('en')} products, ${(size * 4).toLocaleString('en')} variants`);
  console.log('| what | filled in | keystroke p50 / p95 / longest | heap | “kettle”, “ketlte” find |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const [name, fill] of Object.entries(contenders)) await measure(name, fill, products);
}

async function measure(name: string, fill: Fill, products: readonly Product[]): Promise<void> {
  const before = heap();
  const startedAt = performance.now();
  const search = await fill(products);
  const filledMs = performance.now() - startedAt;
  // The very first search may have to sort.
  await search('warm');
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    for (const words of typed) {
      for (let length = 1; length <= words.length; length++) {
        const keyAt = performance.now();
        await search(words.slice(0, length));
        times.push(performance.now() - keyAt);
      }
    }
  }
  const held = heap() - before;
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) =>
    `${(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1)} ms`;
  const cells = [
    name,
    `${(filledMs / 1000).toFixed(2)} s`,
    `${at(0.5)} / ${at(0.95)} / ${at(1)}`,
    `${Math.round(held / 1e6)} MB`,
    `${await search('kettle')}, ${await search('ketlte')}`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

function product(n: number): Product {
  const words = [
    'Blue',
    'Linen',
    'Oak',
    'Stoneware',
    'Harbour',
    'Kettle',
    'Mug',
    'Bench',
    'Amber',
    'North',
    'Slate',
    'Bowl',
  ];
  const word = (factor: number) => words[(n * factor + (n >> 4)) % words.length];
  return {
    ...aProduct({
      id: String(9_000_000 + n),
      title: `${word(1)} ${word(5)} ${word(7)} no. ${n}`,
      vendor: `Vendor ${n % 40}`,
      tags: [`tag${n % 25}`, `season${n % 4}`],
      variants: Array.from({ length: 4 }, (_, v) =>
        aVariant({
          id: `${n}${v}`,
          barcode: `29${String(n * 4 + v).padStart(11, '0')}`,
          sku: `SKU-${n}-${v}`,
        }),
      ),
    }),
    rev: '0'.repeat(16),
  };
}

function flexIndex(products: readonly Product[]): Index {
  const index = new Index({ tokenize: 'forward' });
  for (const [n, each] of products.entries()) index.add(n, textOf(each));
  return index;
}

function textOf({ title, vendor, tags, variants }: Product): string {
  const codes = variants.flatMap(({ barcode, sku }) => [barcode ?? '', sku ?? '']);
  return [title, vendor, ...tags, ...codes].join(' ');
}

function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
