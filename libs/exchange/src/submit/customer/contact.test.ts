import { nobody } from '@tidemark/conflict';
import { expect, test } from 'vitest';
import { inShopsWords } from './contact.ts';

test('[T13] an edit is put into the shop’s words, and changes nothing else', () => {
  const shop = { ...nobody, email: 'ada@example.com' };
  const changes = {
    email: { was: ' Ada@example.com', is: 'b@example.com' },
    phone: { was: null, is: '1' },
    firstName: { was: 'ada', is: 'Ada' },
  };

  expect(inShopsWords(shop, changes)).toEqual({
    ...changes,
    email: { was: 'ada@example.com', is: 'b@example.com' },
  });
  expect(inShopsWords(shop, { email: { was: 'b@example.com', is: 'ADA@example.com' } })).toEqual({
    email: { was: 'b@example.com', is: 'ada@example.com' },
  });
});
