import { expect, test } from 'vitest';
import type { CustomerEntered } from './customer-events.ts';
import { customerTrouble } from './customer-trouble.ts';

const address = {
  ...{ name: null, company: null, address1: 'Main 1', address2: null, city: 'Gent', province: null },
  ...{ zip: '9000', countryCode: 'BE', phone: null },
};
const ada: CustomerEntered = {
  ...{ firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', phone: '+32 470 11 22 33' },
  ...{ note: null, address },
};

test('what Shopify takes is no trouble', () => {
  expect(customerTrouble(ada)).toBe('');
  expect(customerTrouble({ ...ada, firstName: 'x'.repeat(255), note: 'x'.repeat(5_000) })).toBe('');
  expect(customerTrouble({ ...ada, address: { ...address, address1: 'Rue 12 bis ½, 3°' } })).toBe('');
});

test.each<[string, Partial<CustomerEntered>]>([
  [
    'Give a name, an e-mail address or a phone number.',
    { firstName: null, lastName: null, email: null, phone: null },
  ],
  ['This is not an e-mail address.', { email: 'ada' }],
  ['This is not a phone number.', { phone: 'home' }],
  ['A country has two letters, like NL.', { address: { ...address, countryCode: 'NED' } }],
  ['First name: at most 255 characters.', { firstName: 'x'.repeat(256) }],
  ['Note: at most 5,000 characters.', { note: 'x'.repeat(5_001) }],
  ['Last name: Shopify takes no web address here.', { lastName: 'www.cheap.example' }],
  ['City: Shopify takes no web address here.', { address: { ...address, city: 'https://gent.example' } }],
  ['City: Shopify takes no < and > here.', { address: { ...address, city: '<b>Gent</b>' } }],
  ['Street and number: Shopify takes no emoji here.', { address: { ...address, address1: 'Main 1 🏠' } }],
])('%s', (words, change) => {
  expect(customerTrouble({ ...ada, ...change })).toBe(words);
});
