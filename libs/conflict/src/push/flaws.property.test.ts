import { fc, test } from '@fast-check/vitest';
import { detailsHashOf } from '@tidemark/journal';
import { documentDefect, flawCodes, type JournalEntry, type Sale } from '@tidemark/schema';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import { describe, expect, test as example } from 'vitest';
import { flawsOf, flawWords, type SaleFacts } from './flaws.ts';

const many = { numRuns: 10_000 };
const now = Date.UTC(2026, 0, 1);
const hash = detailsHashOf({ salt: 'a', customerId: null, note: null, lineNotes: [] });
const otherHash = detailsHashOf({ salt: 'b', customerId: null, note: null, lineNotes: [] });

function entry(change: Partial<JournalEntry> = {}): JournalEntry {
  return {
    ...{ kind: 'sale', series: 'aaaaaaaaaa', number: 5, previous: otherHash, draftId: 'draft-0001' },
    ...{ clockCorrection: 0, detailsHash: hash, keyId: hash, hash, signature: 'x'.repeat(86) },
    ...change,
  };
}

/** Facts with which the example sale has no flaw. */
const fine: SaleFacts = {
  staff: { dismissedAt: undefined },
  places: new Set(['1']),
  currency: 'EUR',
  prices: () => new Set([1250]),
  series: undefined,
  before: otherHash,
  after: hash,
  isTillBlocked: false,
  isKeyUnknown: false,
};

const sale = aSale({ journal: entry() });

const facts: fc.Arbitrary<SaleFacts> = fc.record({
  staff: fc.constantFrom<SaleFacts['staff']>(
    'unknown',
    { dismissedAt: undefined },
    { dismissedAt: now - 1 },
    { dismissedAt: now },
  ),
  places: fc.constantFrom(new Set<string>(), new Set(['1']), new Set(['2'])),
  currency: fc.constantFrom(undefined, 'EUR', 'USD'),
  prices: fc.constantFrom(
    () => 'any' as const,
    () => undefined,
    () => new Set([1250]),
    () => new Set<number>(),
  ),
  series: fc.constant(undefined),
  before: fc.constantFrom(undefined, hash, otherHash),
  after: fc.constantFrom(undefined, hash, otherHash),
  isTillBlocked: fc.boolean(),
  isKeyUnknown: fc.boolean(),
});
const prices = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 200 });
const clock = fc.constantFrom(undefined, now, now - 3_600_000, now - 3_600_001);

describe('flaws of a sale', () => {
  test.prop([facts, clock], many)('[J20] each flaw is there exactly where its reason is', (given, at) => {
    const codes = flawsOf(sale, given, at).map(each => each.code);
    const dismissedAt = given.staff === 'unknown' ? undefined : given.staff.dismissedAt;

    expect(codes.includes('staff-unknown')).toBe(given.staff === 'unknown');
    expect(codes.includes('staff-dismissed')).toBe(dismissedAt === now - 1);
    expect(codes.includes('other-location')).toBe(!given.isKeyUnknown && !given.places.has('1'));
    expect(codes.includes('key-unknown')).toBe(given.isKeyUnknown);
    expect(codes.includes('other-currency')).toBe(given.currency === 'USD');
    const known = given.prices('101');
    expect(codes.includes('price-unknown')).toBe(known !== 'any' && !known?.has(1250));
    expect(codes.includes('ahead-of-time')).toBe(at === now - 3_600_001);
    expect(codes.includes('till-blocked')).toBe(given.isTillBlocked);
    const broken = [given.before === hash, given.after === otherHash].filter(Boolean).length;
    expect(codes.filter(each => each === 'hash-broken')).toHaveLength(broken);
  });

  test.prop([facts, prices, clock], { numRuns: 1_000 })(
    '[J20] there are at most fifty, one for each line, the same each time, and a sale with them fits its schema',
    (given, asked, at) => {
      const lines = asked.map((unitPrice, n) => anUnpricedLine({ id: String(100 + n), unitPrice }));
      const long = aSale({ journal: entry() }, lines);
      const flaws = flawsOf(long, given, at);
      const priceFlaws = flaws.filter(each => each.code === 'price-unknown');

      expect(flaws).toEqual(flawsOf(structuredClone(long), given, at));
      expect(flaws.length).toBeLessThanOrEqual(50);
      expect(priceFlaws.length).toBeLessThanOrEqual(lines.length);
      expect(new Set(flaws.map(each => `${each.code} ${each.about}`)).size).toBe(flaws.length);
      if (flaws.length > 0) expect(documentDefect('sales', { ...aSale(), flaws })).toBeUndefined();
      // What is wrong with the whole sale is never cut off.
      expect(flaws.filter(each => each.code !== 'price-unknown')).toEqual(
        flawsOf(sale, { ...given, prices: () => new Set([1250]) }, at),
      );
    },
  );

  example('[J20] each says what it is about, and the words name it', () => {
    const worst: SaleFacts = {
      ...{ staff: 'unknown', places: new Set(), currency: 'USD', prices: () => undefined },
      ...{ series: undefined, before: hash, after: otherHash, isTillBlocked: true, isKeyUnknown: false },
    };
    const flaws = [
      ...flawsOf(sale, worst, 0),
      ...flawsOf(sale, { ...fine, staff: { dismissedAt: 0 }, isKeyUnknown: true }, undefined),
      ...flawsOf(
        aSale({}, [anUnpricedLine({ unitPrice: 1250, discounts: [{ title: 'less', amount: 250 }] })]),
        { ...fine, roleAt: () => 'cashier' },
        now,
      ),
    ];

    expect(flawsOf(sale, fine, now)).toEqual([]);
    expect(flaws).toEqual([
      { code: 'staff-unknown', about: 'demo' },
      { code: 'other-location', about: '1' },
      { code: 'other-currency', about: 'EUR' },
      { code: 'ahead-of-time', about: '2026-01-01T00:00:00Z' },
      { code: 'hash-broken', about: 'aaaaaaaaaa-4' },
      { code: 'hash-broken', about: 'aaaaaaaaaa-6' },
      { code: 'till-blocked', about: 'till-aaaa' },
      { code: 'price-unknown', about: '101 1250' },
      { code: 'staff-dismissed', about: 'demo' },
      { code: 'key-unknown', about: 'till-aaaa' },
      { code: 'not-allowed', about: 'large-discount' },
    ]);
    expect(new Set(flaws.map(each => each.code))).toEqual(new Set(flawCodes));
    for (const flaw of flaws) expect(flawWords([flaw])).toContain(flaw.about);
  });

  example(
    '[J29] a sale whose writer was not allowed to make it, and nobody who may approved, has that flaw',
    () => {
      const cut = (approvals?: Sale['approvals']): Sale =>
        aSale(approvals ? { approvals } : {}, [
          anUnpricedLine({ unitPrice: 1250, discounts: [{ title: 'less', amount: 250 }] }),
        ]);
      const asked: number[] = [];
      const roleAt = (id: string, at: number) => {
        asked.push(at);
        return ({ demo: 'cashier', anna: 'manager', carl: 'cashier' } as const)[id];
      };
      const by = (staffId: string, permission = 'large-discount') => [
        { staffId, permission, at: '2026-01-01T00:00:00Z' },
      ];
      const codes = (one: Sale) => flawsOf(one, { ...fine, roleAt }, now);

      expect(codes(aSale())).toEqual([]);
      expect(codes(cut())).toEqual([{ code: 'not-allowed', about: 'large-discount' }]);
      expect(codes(cut(by('anna')))).toEqual([]);
      expect(codes(cut(by('carl')))).toHaveLength(1);
      expect(codes(cut(by('nobody')))).toHaveLength(1);
      expect(codes(cut(by('anna', 'refund')))).toHaveLength(1);
      expect(flawsOf(cut(), { ...fine, roleAt: () => 'manager' }, now)).toEqual([]);
      expect(flawsOf(cut(), fine, now)).toEqual([]);
      expect(new Set(asked)).toEqual(new Set([Date.parse(aSale().createdAt)]));
    },
  );

  example('[J20] a custom item has no price to compare, and a discount does not excuse a price', () => {
    const custom: Sale = aSale({}, [anUnpricedLine({ variantId: null, productId: null, unitPrice: 7 })]);
    const cut: Sale = aSale({}, [
      anUnpricedLine({ unitPrice: 1000, discounts: [{ title: 'less', amount: 250 }] }),
    ]);

    expect(flawsOf(custom, { ...fine, prices: () => undefined }, now)).toEqual([]);
    expect(flawsOf(cut, fine, now)).toEqual([{ code: 'price-unknown', about: '101 1000' }]);
  });
});
