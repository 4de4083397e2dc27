import type { FindResult, Found } from '@tidemark/till';
import { expect, test } from 'vitest';
import { answerWords, askWords } from './find-words.ts';

const now = new Date('2026-03-01T12:00:00Z');

function hit(change: Partial<Found<'products'>>): Found<'products'> {
  return {
    ...{ id: '1', title: 'Kettle', state: 'in-mirror', document: undefined, wasMissingIn: undefined },
    ...change,
  } as Found<'products'>;
}

function answered(
  found: readonly Found<'products'>[],
  change: Partial<Extract<FindResult<'products'>, { kind: 'answered' }>> = {},
): Extract<FindResult<'products'>, { kind: 'answered' }> {
  return { kind: 'answered', found, hasMore: false, isShopifyAsked: true, ...change };
}

test('[S10] what was found is said with where it was missing, and why it is not for sale', () => {
  const result = answered([
    hit({ wasMissingIn: 'till' }),
    hit({ title: 'Pot', state: 'was-missing-in-mirror', wasMissingIn: 'mirror' }),
    hit({ title: 'Mug', state: 'draft' }),
    hit({ title: 'Cup', state: 'archived' }),
    hit({ title: 'Jug', state: 'not-published' }),
    hit({ title: 'Pan', state: 'not-at-location' }),
    hit({ title: 'Can', state: 'unlisted' }),
    hit({ title: 'Card', state: 'gift-card' }),
    hit({ title: 'Set', state: 'bundle' }),
    hit({ title: 'Box', state: 'selling-plan' }),
    hit({ title: 'Here already' }),
  ]);

  expect(answerWords('products', 'ke', result, now)).toEqual({
    title: 'The shop has 11 products for “ke”',
    tone: 'good',
    canAskAgain: false,
    texts: [
      'Kettle was missing on this till. It is here now.',
      'Pot was missing in the mirror. It is here now.',
      'Mug is a draft in Shopify. It can be sold once it is active.',
      'Cup is archived in Shopify. It can be sold once it is active again.',
      'Jug is not published to this sales channel in Shopify.',
      'Pan is not stocked at this location.',
      'Can is unlisted in Shopify. It can be sold once it is active.',
      'Card is a gift card. This till cannot issue one; sell it in Shopify.',
      'Set is a bundle. Scan the products that it is made of.',
      'Box is sold by subscription only, which needs Shopify’s checkout.',
    ],
  });
});

test('[S10] of many with one reason, the first are named', () => {
  const drafts = (count: number) =>
    Array.from({ length: count }, (_, n) => hit({ title: `P${n + 1}`, state: 'draft' }));
  const text = (count: number) => answerWords('products', 'p', answered(drafts(count)), now).texts;

  expect(text(2)).toEqual(['P1 and P2 are drafts in Shopify. They can be sold once they are active.']);
  expect(text(50)[0]).toMatch(/^P1, P2, P3, P4, P5 and 45 more are drafts/);
  expect(text(6)[0]).toMatch(/^P1, P2, P3, P4, P5 and P6 are drafts/);
});

test('[S10] nothing found, too much found, and Shopify out of reach are said', () => {
  expect(answerWords('customers', 'bo', answered([]) as never, now)).toMatchObject({
    title: 'Shopify has no customer for “bo”',
    tone: 'bad',
  });
  expect(answerWords('orders', '', answered([]) as never, now).title).toBe(
    'Shopify has no order from these days',
  );
  const many = answerWords('products', 'a', answered([hit({})], { hasMore: true }), now);
  expect(many.title).toBe('The shop has more than 1 product for “a”');
  expect(many.texts.join()).toContain('Add a word');
  const away = answerWords('products', 'a', answered([], { isShopifyAsked: false }), now);
  expect(away).toMatchObject({ title: 'The mirror has no product for “a”', canAskAgain: true });
  expect(away.texts.join()).toContain('Shopify cannot be reached');
});

test('[S10] offline says how old the till’s knowledge is; a refusal is repeated', () => {
  const offline = (knowledgeFrom: number | undefined) =>
    answerWords('products', 'a', { kind: 'offline', silence: 'unreachable', knowledgeFrom }, now);

  expect(offline(now.getTime()).texts.join()).toMatch(/last checked \d/);
  expect(offline(undefined).texts.join()).toContain('never been checked');
  expect(offline(undefined).title).toContain('offline');
  for (const silence of ['late', 'broken'] as const) {
    const { title } = answerWords('products', 'a', { kind: 'offline', silence, knowledgeFrom: 0 }, now);
    expect(title).not.toContain('offline');
    expect(title).toContain('Try again');
  }
  expect(
    answerWords('products', 'a', { kind: 'refused', reason: { code: 'unknown', message: 'Wait.' } }, now),
  ).toMatchObject({
    texts: ['Wait.'],
    tone: 'bad',
    canAskAgain: true,
  });
});

test('[S10] the button says what it asks for', () => {
  expect(askWords('products', 'blue mug')).toBe('Ask the shop for “blue mug”');
  expect(askWords('orders', '')).toBe('Ask the shop for orders from these days');
});
