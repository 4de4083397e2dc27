import { aProduct, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { causeOf, type Evidence } from './lookup.ts';
import { lostItems, newItems } from '../into-mirror/changes.ts';

const nothing: Evidence = { candidates: [], wasInMirror: false, deletedAt: undefined, shopifyAsked: true };

function candidate(
  status: 'active' | 'draft' | 'archived' | 'unlisted',
  change: {
    tracked?: boolean;
    stockedHere?: boolean;
    of?: Parameters<typeof aProduct>[0];
    bundle?: boolean;
  } = {},
) {
  const variant = aVariant({
    tracked: change.tracked ?? true,
    ...(change.bundle ? { requiresComponents: true } : {}),
  });
  return {
    product: { ...aProduct({ status, variants: [variant], ...change.of }), rev: '0'.repeat(16) },
    variant,
    stockedHere: change.stockedHere ?? true,
  };
}

test.each<[ReturnType<typeof causeOf>, Partial<Evidence>]>([
  ['not-in-shopify', {}],
  ['shopify-unreachable', { shopifyAsked: false, deletedAt: 5 }],
  ['deleted', { deletedAt: 5 }],
  ['draft', { candidates: [candidate('draft')], deletedAt: 5 }],
  ['archived', { candidates: [candidate('archived')] }],
  ['unlisted', { candidates: [candidate('unlisted')] }],
  ['not-published', { candidates: [candidate('active', { of: { published: false } }), candidate('draft')] }],
  ['gift-card', { candidates: [candidate('active', { of: { isGiftCard: true }, tracked: false })] }],
  ['selling-plan', { candidates: [candidate('active', { of: { requiresSellingPlan: true } })] }],
  ['bundle', { candidates: [candidate('active', { bundle: true })] }],
  [
    'in-mirror',
    { candidates: [candidate('active', { bundle: true }), candidate('active')], wasInMirror: true },
  ],
  ['not-at-location', { candidates: [candidate('active', { stockedHere: false }), candidate('draft')] }],
  ['in-mirror', { candidates: [candidate('active'), candidate('draft')], wasInMirror: true }],
  [
    'in-mirror',
    { candidates: [candidate('active', { tracked: false, stockedHere: false })], wasInMirror: true },
  ],
  ['was-missing-in-mirror', { candidates: [candidate('active')] }],
  ['ambiguous', { candidates: [candidate('active'), candidate('active')], wasInMirror: true }],
])('[E9] the cause is %s', (cause, evidence) => {
  expect(causeOf({ ...nothing, ...evidence })).toBe(cause);
});

test('[E4] levels go with their variants, and new ones are to be read', () => {
  const old = aProduct({ variants: [aVariant({ id: '1' }), aVariant({ id: '2' })] });
  const next = aProduct({ variants: [aVariant({ id: '2' }), aVariant({ id: '3' })] });

  expect(lostItems(old, next)).toEqual(['91']);
  expect(lostItems(old, undefined)).toEqual(['91', '92']);
  expect(lostItems(undefined, next)).toEqual([]);
  expect(newItems(old, next)).toEqual(['93']);
});
