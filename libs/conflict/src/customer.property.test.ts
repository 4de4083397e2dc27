import { fc, test } from '@fast-check/vitest';
import { aCustomer } from '@tidemark/schema/testing';
import { describe, expect, test as example } from 'vitest';
import {
  changesBetween,
  editableFields,
  editableOf,
  mergeCustomer,
  nobody,
  withEdits,
  type EditableCustomer,
} from './customer.ts';

const many = { numRuns: 10_000 };
const text = fc.constantFrom(null, 'a', 'b', 'c');
const address = fc.option(
  fc.record({
    name: text,
    company: text,
    address1: text,
    address2: fc.constant(null),
    city: text,
    province: fc.constant(null),
    zip: fc.constant(null),
    countryCode: fc.constant('NL'),
    phone: fc.constant(null),
  }),
);
const customer: fc.Arbitrary<EditableCustomer> = fc.record({
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  note: text,
  address,
});
const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

describe('a customer edited on both sides', () => {
  test.prop([customer, customer], many)('[U1] what only the till changed survives', (base, till) => {
    const { customer: merged, overruled } = mergeCustomer(base, changesBetween(base, till));

    expect(merged).toEqual(till);
    expect(overruled).toEqual([]);
  });

  test.prop([customer, customer], many)('[U2] what only the shop changed survives', (base, shop) => {
    expect(mergeCustomer(shop, changesBetween(base, base))).toEqual({
      customer: shop,
      moved: [],
      overruled: [],
    });
  });

  test.prop([customer, customer, customer], many)(
    '[U3] three ways, field by field, the shop’s standing where both changed',
    (base, shop, till) => {
      const { customer: merged } = mergeCustomer(shop, changesBetween(base, till));

      for (const field of editableFields) {
        const tillAlone = equal(shop[field], base[field]);
        expect(merged[field]).toEqual(tillAlone ? till[field] : shop[field]);
      }
    },
  );

  test.prop([customer, customer, customer], many)(
    '[U4] only what differs from the shop’s is sent, and every lost change is named',
    (base, shop, till) => {
      const { customer: merged, moved, overruled } = mergeCustomer(shop, changesBetween(base, till));

      for (const field of editableFields) {
        expect(moved.includes(field)).toBe(!equal(merged[field], shop[field]));
        const lost = !equal(base[field], till[field]) && !equal(merged[field], till[field]);
        expect(overruled.includes(field)).toBe(lost);
      }
    },
  );

  test.prop([customer, customer, customer], many)(
    '[U5] merging twice is merging once',
    (base, shop, till) => {
      const changes = changesBetween(base, till);
      const once = mergeCustomer(shop, changes).customer;

      expect(mergeCustomer(once, changes)).toMatchObject({ customer: once, moved: [] });
    },
  );

  test.prop([customer, customer, customer], many)(
    '[U6] edits made one on another show the last',
    (base, first, second) => {
      const edits = [changesBetween(base, first), changesBetween(first, second)];

      expect(withEdits(base, edits)).toEqual(second);
    },
  );

  test.prop([customer], many)('[U7] a new customer is what was written, and nothing else', written => {
    const changes = changesBetween(nobody, written);

    expect(withEdits(nobody, [changes])).toEqual(written);
    expect(Object.keys(changes).sort()).toEqual(
      editableFields.filter(field => written[field] !== null).sort(),
    );
  });
});

example('[U4] a phone number that both changed is the shop’s, and the till’s note still goes', () => {
  const base = editableOf({ ...aCustomer({ phone: '1' }), rev: '0123456789abcdef' });
  const changes = changesBetween(base, { ...base, phone: '2', note: 'likes blue' });

  const result = mergeCustomer({ ...base, phone: '3' }, changes);

  expect(result).toMatchObject({ moved: ['note'], overruled: ['phone'] });
  expect(result.customer).toEqual({ ...base, phone: '3', note: 'likes blue' });
});
