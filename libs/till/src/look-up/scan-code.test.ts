import type { LookupResponse } from '@tidemark/protocol';
import type { SaleStop } from '@tidemark/schema';
import { expect, test, vi } from 'vitest';
import { scanCode, type ScanParts } from './scan-code.ts';
import type { Sellable } from '../catalogue/catalogue.ts';
import { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';

const kettle = { product: { title: 'Kettle' } } as Sellable;
const answer = {
  cause: 'in-mirror',
  matches: [{ productId: '7', title: 'Kettle' }],
  heads: { products: 'e1.9' },
  deletedAt: null,
} as unknown as LookupResponse;

/** A till that knows nothing until `bring` has run. */
function parts(bring: () => Promise<unknown>, lookup: () => Promise<LookupResponse>): ScanParts {
  let isHere = false;
  return {
    catalogue: {
      find: () => (isHere ? [kettle] : []),
      withheld: () => [],
      findLabelled: () => [],
    } as unknown as ScanParts['catalogue'],
    wire: { lookup } as unknown as Wire,
    knowledgeFrom: 5,
    bring: async () => {
      await bring();
      isHere = true;
    },
  };
}

const trouble = () => new WireError('offline', 'The server answered 503.');

test('[T67] a product whose documents are refused once is asked for again, and found', async () => {
  const bring = vi.fn().mockRejectedValueOnce(trouble()).mockResolvedValue(undefined);

  const result = await scanCode(
    '42',
    parts(bring, async () => answer),
  );

  expect(result).toMatchObject({ kind: 'repaired', sellable: kettle, missingIn: 'till' });
  expect(bring).toHaveBeenCalledTimes(2);
});

test('[T67] whatever fails while a code is looked up is a result', async () => {
  const failing = (error: Error) => async () => Promise.reject(error);
  const broken = parts(failing(trouble()), async () => answer);
  const full = parts(failing(new Error('The disk is full.')), async () => answer);
  const late = parts(async () => undefined, failing(new WireError('offline', 'late', { silence: 'late' })));
  const busy = parts(async () => undefined, failing(new WireError('busy', 'Wait a moment.')));

  expect(await scanCode('42', broken)).toEqual({ kind: 'offline', silence: 'broken', knowledgeFrom: 5 });
  expect(await scanCode('42', full)).toEqual({
    kind: 'refused',
    reason: { code: 'unknown', message: 'The disk is full.' },
  });
  expect(await scanCode('42', late)).toEqual({ kind: 'offline', silence: 'late', knowledgeFrom: 5 });
  expect(await scanCode('42', busy)).toEqual({
    kind: 'refused',
    reason: { code: 'server-refuses', refusal: 'busy', message: 'Wait a moment.' },
  });
});

test.each([
  ['no network', async () => Promise.reject(new TypeError('Failed to fetch')), 'unreachable'],
  ['no answer in time', async () => Promise.reject(new DOMException('', 'TimeoutError')), 'late'],
  ['a broken server', async () => new Response('<html>', { status: 502 }), 'broken'],
] as const)('[T67] the wire tells %s apart', async (_what, fetch, silence) => {
  const wire = new Wire('http://server', fetch as typeof globalThis.fetch, () => 'token');

  await expect(wire.lookup('42')).rejects.toMatchObject({ code: 'offline', silence });
});

test.each<[SaleStop, asked: boolean]>([
  ['gift-card', false],
  ['bundle', false],
  ['selling-plan', false],
  ['draft', true],
  ['archived', true],
  ['unlisted', true],
  ['not-published', true],
  ['not-at-location', true],
])('[T65] what is here and may not be sold says why, also offline: %s', async (stop, isAsked) => {
  const lookup = vi.fn(async () => Promise.reject(new WireError('offline', 'away')));
  const given = parts(async () => undefined, lookup);
  const catalogue = {
    find: () => [],
    withheld: () => [{ ...kettle, stop }],
    findLabelled: () => [],
  } as unknown as ScanParts['catalogue'];

  const result = await scanCode('42', { ...given, catalogue });

  expect(result).toEqual({ kind: 'not-found', cause: stop, deletedAt: null, titles: ['Kettle'] });
  expect(lookup).toHaveBeenCalledTimes(isAsked ? 1 : 0);
});

test('[T65] the server’s word outweighs the till’s of what may have changed; its levels may come later', async () => {
  const withheld = { ...kettle, stop: 'not-at-location' as const };
  const catalogue = {
    find: () => [],
    withheld: () => [withheld],
    findLabelled: () => [],
  } as unknown as ScanParts['catalogue'];
  const given = parts(
    async () => undefined,
    async () => answer,
  );

  expect(await scanCode('42', { ...given, catalogue })).toMatchObject({
    kind: 'repaired',
    sellable: withheld,
  });
});

test('[T66] a scale’s label whose code nobody has is no sale, and says whose it is, also offline', async () => {
  const nowhere = { ...answer, cause: 'not-in-shopify', matches: [] } as unknown as LookupResponse;
  const lookups = [
    async () => nowhere,
    async () => Promise.reject(new WireError('offline', 'No network.', { silence: 'unreachable' })),
  ];
  const catalogue = {
    find: () => [],
    withheld: () => [],
    findLabelled: () => [kettle],
  } as unknown as ScanParts['catalogue'];

  for (const lookup of lookups)
    expect(await scanCode('2012345012344', { ...parts(async () => undefined, lookup), catalogue })).toEqual({
      kind: 'label',
      sellables: [kettle],
    });
});
