import { expect, test } from 'vitest';
import { fiscalOf, noSigner, type Signer } from './signer.ts';
import { hashOf, seal, sealDefect, type Unsealed } from './seal.ts';
import { aSealedSale, aTillKey } from './testing.ts';

/** A record before it is sealed. */
async function unsealed(): Promise<Unsealed> {
  const {
    id: _id,
    customerId: _customer,
    note: _note,
    details,
    journal,
    ...rest
  } = await aSealedSale({}, await aTillKey());
  const { detailsHash: _d, keyId: _k, hash: _h, signature: _s, ...place } = journal;
  return { ...rest, details: details!, journal: place };
}

const signer: Signer = {
  name: 'device-1',
  sign: async () => ({ signature: 'SIG', lines: ['TSE 1', 'QR …'] }),
};

test('[JR47] the built-in signer signs nothing, and leaves nothing in the record', async () => {
  expect(await fiscalOf(await unsealed(), noSigner)).toBeUndefined();
});

test('[JR47] what a signer says is part of what the till seals', async () => {
  const record = await unsealed();
  const fiscal = await fiscalOf(record, signer);
  expect(fiscal).toEqual({ signer: 'device-1', signature: 'SIG', lines: ['TSE 1', 'QR …'] });

  const sealed = await seal({ ...record, journal: { ...record.journal, fiscal: fiscal! } }, await aTillKey());

  expect(sealDefect(sealed)).toBeUndefined();
  const forged = { ...sealed, journal: { ...sealed.journal, fiscal: { ...fiscal!, lines: ['other'] } } };
  expect(hashOf(forged)).not.toBe(sealed.journal.hash);
});

test.each<[string, Signer['sign'], RegExp]>([
  ['fails', () => Promise.reject(new Error('no device')), /no device/],
  ['never answers', () => new Promise(() => undefined), /in time/],
  ['says too much', async () => ({ signature: 'x'.repeat(5_001), lines: [] }), /more than/],
  [
    'says too many lines',
    async () => ({ signature: 'x', lines: Array.from({ length: 51 }, () => 'x') }),
    /more than/,
  ],
])('[JR47] a signer that %s stops no sale, and the record says why', async (_what, sign, why) => {
  expect(await fiscalOf(await unsealed(), { name: 'device-1', sign }, 20)).toMatchObject({
    signer: 'device-1',
    signature: null,
    trouble: expect.stringMatching(why),
  });
});
