import type { Step } from '../steps/steps.ts';

/** A world that once failed, shortened to what made it fail: replayed before all others. */
export interface KeptWorld {
  /** What was wrong. */
  readonly why: string;
  readonly seed: number;
  readonly steps: readonly Step[];
}

export const keptWorlds: readonly KeptWorld[] = [
  {
    why: 'a till stayed behind the head of a collection whose newest change was a tombstone that was forgotten',
    seed: 127,
    steps: [
      { do: 'edit', what: 'product-delete', which: 760, value: 6584 },
      { do: 'catch-up' },
      { do: 'pass', minutes: 144_000 },
    ],
  },
  {
    why: 'a read from before a product was made took it for deleted, for good',
    seed: 101,
    steps: [
      { do: 'fault', fault: { kind: 'stale-reads', ms: 1000 } },
      { do: 'edit', what: 'product-add', which: 515, value: 9 },
      { do: 'press', till: 0 },
    ],
  },
  {
    why: 'an audit believed a stale read by id against its own listing',
    seed: 142,
    steps: [
      { do: 'fault', fault: { kind: 'stale-reads', ms: 60_000 } },
      { do: 'edit', what: 'order-add', which: 695, value: 7338 },
      { do: 'audit' },
    ],
  },
  {
    why: 'a product that a read missed first and Shopify called deleted later left its levels behind (one run in fourteen)',
    seed: 741,
    steps: [
      { do: 'burst', value: 2400 },
      { do: 'edit', what: 'product-price', which: 410, value: 6357 },
      { do: 'edit', what: 'product-delete', which: 5, value: 7932 },
      { do: 'crash', afterCalls: 5 },
      { do: 'press', till: 1 },
      { do: 'catch-up' },
      { do: 'crash', afterCalls: 17 },
      { do: 'press', till: 1 },
    ],
  },
  {
    why: 'a till that was closed while its tab slept never closed',
    seed: 3182,
    steps: [
      { do: 'press', till: 0 },
      { do: 'open', till: 1 },
      { do: 'edit', what: 'collection-edit', which: 650, value: 8227 },
      { do: 'edit', what: 'stock', which: 94, value: 6281 },
      { do: 'edit', what: 'stock-deactivate', which: 641, value: 8888 },
      { do: 'sleep', till: 1 },
      { do: 'wait', ms: 38 },
      { do: 'edit', what: 'customer-edit', which: 312, value: 2352 },
      { do: 'wait', ms: 23 },
      { do: 'close', till: 1 },
    ],
  },
  {
    why: 'an edit of somebody whom a till had just made never came to an end',
    seed: 1019,
    steps: [
      { do: 'customer', till: 0, which: 681, field: 'lastName', value: 2202, isNew: true },
      { do: 'customer', till: 0, which: 966, field: 'lastName', value: 2166, isNew: false },
    ],
  },
  {
    why: 'after a second restored mirror, a sale of the first history was taken off a count of the second, which had it',
    seed: 240,
    steps: [
      { do: 'sell-both', till: 0, which: 315 },
      { do: 'edit', what: 'product-title', which: 219, value: 5011 },
      { do: 'new-history' },
      { do: 'carry', till: 1 },
      { do: 'new-history' },
    ],
  },
  {
    why: 'a till’s memory of what the server had kept the words of a cart whose customer had been erased',
    seed: 30,
    steps: [
      { do: 'cart', till: 0, how: 'add', which: 434, units: 4 },
      { do: 'cart', till: 1, how: 'add', which: 825, units: 2 },
      { do: 'close', till: 1 },
      { do: 'cart-both', till: 1, which: 203, times: 2 },
      { do: 'redact', till: 0, which: 167 },
      { do: 'cart', till: 1, how: 'remove', which: 151, units: 4 },
    ],
  },
  {
    why: 'an edit that came while its customer was being found for an erasure kept its words',
    seed: 12,
    steps: [
      { do: 'customer-apart', till: 1, which: 170, field: 'firstName', value: 5740 },
      { do: 'open', till: 0 },
      { do: 'redact', till: 0, which: 855 },
    ],
  },
];
