import type { PushRequest, PushResponse } from '@tidemark/protocol';
import { aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { ReplicationError } from './errors.ts';
import { pushRows, type PushParts, type RefusedRow } from './push.ts';

const { signal } = new AbortController();
const tillId = 'till-aaaa';
const rowOf = (n: number, by = tillId) => ({
  newDocumentState: { ...aSale({ id: `sale-000${n}`, tillId: by }), _deleted: false },
});
const idsOf = ({ rows }: PushRequest) => rows.map(each => each.newDocumentState.id);
const accepting = async (request: PushRequest): Promise<PushResponse> => ({
  outcomes: idsOf(request).map(id => ({ outcome: 'accepted', id })),
});

function pushing(push: PushParts['push']) {
  const refused: RefusedRow[] = [];
  const parts: PushParts = {
    name: 'sales',
    push,
    tillId: async () => tillId,
    onRefused: async rows => void refused.push(...rows),
  };
  return { parts, refused };
}

test('[X8] what came from the server is not sent back; what it never had goes under its author’s id', async () => {
  const sent: [string[], string | undefined][] = [];
  const { parts } = pushing(request => {
    sent.push([idsOf(request), request.carriedFrom]);
    return accepting(request);
  });
  const theirs = rowOf(2, 'till-bbbb');
  const pulled = { newDocumentState: { ...theirs.newDocumentState, rev: '0'.repeat(16) } };

  expect(await pushRows(parts, [rowOf(1), pulled, rowOf(3, 'till-cccc')], signal)).toEqual([]);
  expect(sent).toEqual([
    [['sale-0001'], undefined],
    [['sale-0003'], 'till-cccc'],
  ]);
});

test('[X8] a refused row is told before RxDB is, and those behind it go on', async () => {
  const { parts, refused } = pushing(async request => ({
    outcomes: idsOf(request).map(id =>
      id === 'sale-0001'
        ? { outcome: 'refused', id, code: 'written-once', message: 'was another' }
        : { outcome: 'accepted', id },
    ),
  }));

  expect(await pushRows(parts, [rowOf(1), rowOf(2)], signal)).toEqual([]);
  expect(refused.map(each => [each.id, each.code])).toEqual([['sale-0001', 'written-once']]);
});

test('[X8] a refusal that cannot be kept is sent again', async () => {
  const { parts } = pushing(async () => ({
    outcomes: [{ outcome: 'refused', id: 'sale-0001', code: 'written-once', message: '' }],
  }));
  const failing = { ...parts, onRefused: () => Promise.reject(new Error('disk full')) };

  await expect(pushRows(failing, [rowOf(1)], signal)).rejects.toThrow('disk full');
});

test('[X8] a batch that is refused as a whole is halved until the row that is to blame stands alone', async () => {
  const { parts, refused } = pushing(request =>
    idsOf(request).includes('sale-0003')
      ? Promise.reject(new ReplicationError('too-large', 'too much'))
      : accepting(request),
  );

  expect(
    await pushRows(
      parts,
      [1, 2, 3, 4, 5].map(n => rowOf(n)),
      signal,
    ),
  ).toEqual([]);
  expect(refused.map(each => each.id)).toEqual(['sale-0003']);
});

test('[X8] a conflict is answered with the server’s document', async () => {
  const document = { ...aSale({ id: 'sale-0001', tillId }), rev: '0'.repeat(16), _deleted: false };
  const { parts } = pushing(async () => ({ outcomes: [{ outcome: 'conflict', id: 'sale-0001', document }] }));

  expect(await pushRows(parts, [rowOf(1)], signal)).toEqual([document]);
});

test.each<[string, PushResponse]>([
  ['fewer rows', { outcomes: [] }],
  ['another row', { outcomes: [{ outcome: 'accepted', id: 'sale-0009' }] }],
  [
    'a document that is none',
    { outcomes: [{ outcome: 'conflict', id: 'sale-0001', document: { id: 'sale-0001', _deleted: false } }] },
  ],
])('[X8] an answer with %s is no answer: RxDB sends again', async (_what, answer) => {
  const { parts } = pushing(async () => answer);

  await expect(pushRows(parts, [rowOf(1)], signal)).rejects.toMatchObject({ code: 'offline' });
});

test('[X15] a record that has left the tills is answered as deleted, and its deletion is not sent back', async () => {
  const document = { id: 'sale-0001', rev: '0'.repeat(16), _deleted: true };
  const { parts, refused } = pushing(async () => ({
    outcomes: [{ outcome: 'conflict', id: 'sale-0001', document }],
  }));
  const gone = { ...rowOf(1).newDocumentState, _deleted: true };

  expect(await pushRows(parts, [rowOf(1)], signal)).toEqual([document]);
  expect(refused).toEqual([]);
  const { parts: quiet } = pushing(async () => {
    throw new Error('nothing is to be sent');
  });
  expect(await pushRows(quiet, [{ assumedMasterState: document, newDocumentState: gone }], signal)).toEqual(
    [],
  );
});
