import type { LookupResponse } from '@tidemark/protocol';
import { expect, test, vi } from 'vitest';
import { scanCode, type ScanParts } from './scan-code.ts';
import type { Sellable } from './till.ts';
import { Wire, WireError } from './wire.ts';

const kettle = { product: { title: 'Kettle' } } as Sellable;
const answer = {
  cause: 'in-mirror',
  matches: [{ productId: '7', title: 'Kettle' }],
  heads: { products: 'e1.9' },
  deletedAt: null,
} as unknown as LookupResponse;

/** A till that knows nothing until `bring` brought it. */
function parts(bring: () => Promise<unknown>, lookup: () => Promise<LookupResponse>): ScanParts {
  let isHere = false;
  return {
    catalogue: { find: () => (isHere ? [kettle] : []) } as unknown as ScanParts['catalogue'],
    wire: { lookup } as unknown as Wire,
    knowledgeFrom: 5,
    bring: async () => {
      await bring();
      isHere = true;
    },
  };
}

const trouble = () => new WireError('offline', 'The server answered 503.');

test('[T53] a product whose documents are refused once is asked for again, and found', async () => {
  const bring = vi.fn().mockRejectedValueOnce(trouble()).mockResolvedValue(undefined);

  const result = await scanCode(
    '42',
    parts(bring, async () => answer),
  );

  expect(result).toMatchObject({ kind: 'repaired', sellable: kettle, missingIn: 'till' });
  expect(bring).toHaveBeenCalledTimes(2);
});

test('[T53] whatever fails while a code is looked up is a result', async () => {
  const failing = (error: Error) => async () => Promise.reject(error);
  const broken = parts(failing(trouble()), async () => answer);
  const full = parts(failing(new Error('The disk is full.')), async () => answer);
  const late = parts(async () => undefined, failing(new WireError('offline', 'late', { silence: 'late' })));
  const busy = parts(async () => undefined, failing(new WireError('busy', 'Wait a moment.')));

  expect(await scanCode('42', broken)).toEqual({ kind: 'offline', silence: 'broken', knowledgeFrom: 5 });
  expect(await scanCode('42', full)).toEqual({ kind: 'refused', message: 'The disk is full.' });
  expect(await scanCode('42', late)).toEqual({ kind: 'offline', silence: 'late', knowledgeFrom: 5 });
  expect(await scanCode('42', busy)).toEqual({ kind: 'refused', message: 'Wait a moment.' });
});

test.each([
  ['no network', async () => Promise.reject(new TypeError('Failed to fetch')), 'unreachable'],
  ['no answer in time', async () => Promise.reject(new DOMException('', 'TimeoutError')), 'late'],
  ['a broken server', async () => new Response('<html>', { status: 502 }), 'broken'],
] as const)('[T53] the wire tells %s apart', async (_what, fetch, silence) => {
  const wire = new Wire('http://server', fetch as typeof globalThis.fetch, () => 'token');

  await expect(wire.lookup('42')).rejects.toMatchObject({ code: 'offline', silence });
});
