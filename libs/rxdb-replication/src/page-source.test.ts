import type { PullResponse } from '@tidemark/protocol';
import { aProduct } from '@tidemark/schema/testing';
import { beforeEach, expect, test } from 'vitest';
import { ReplicationError } from './errors.ts';
import { PageSource } from './page-source.ts';

const batchSize = 2;
const { signal } = new AbortController();

let log: string[];
let errors: ReplicationError[];
let source: PageSource;
let changes: { readonly id: string; readonly title: unknown }[];
let scope: string;
/** Answers to use instead of the server's next pages. */
let answers: PullResponse[];

beforeEach(() => {
  log = [];
  errors = [];
  scope = '';
  answers = [];
  changes = ['a', 'b', 'c'].map(id => ({ id, title: id }));
  source = new PageSource({
    name: 'products',
    batchSize,
    pull: async from => {
      log.push(`from ${from?.seq ?? 'the beginning'}`);
      return answers.shift() ?? pageAfter(from?.seq ?? 0, batchSize);
    },
    scope: async () => scope,
    resync: () => log.push('resync'),
    onError: error => errors.push(error),
  });
});

/** A page after `seq`; a document's place is its number. */
function pageAfter(seq: number, limit: number): PullResponse {
  const documents = changes
    .slice(seq, seq + limit)
    .map(change => ({ ...aProduct({ id: change.id }), ...change, rev: '0'.repeat(16), _deleted: false }));
  const checkpoint = `e1:${seq + documents.length}`;
  const isLast = seq + limit > changes.length;
  return {
    ...{ documents: documents as never, checkpoint, head: `e1:${changes.length}` },
    ...(isLast ? { digest: { count: changes.length, hash: '0'.repeat(16) } } : {}),
  };
}

const at = (seq: number) => ({ epoch: 'e1', seq, scope });
const idsOf = async (stored: unknown) =>
  (await source.page(stored, signal)).documents.map(each => each.id).join('');
const newsAfter = (from: number) => ({ ...pageAfter(from, 9), from: `e1:${from}` });

test('[X1] one page for each call, and another call is asked for after it', async () => {
  expect(await idsOf(undefined)).toBe('ab');
  expect(log).toEqual(['from the beginning', 'from 2', 'resync']);
  expect(await idsOf(at(2))).toBe('c');
  expect(await idsOf(at(3))).toBe('');
  expect(source.place).toEqual({ epoch: 'e1', seq: 3 });
  // The page after the last was read ahead; no request was made only to learn that the last page is stored.
  expect(log.filter(each => each.startsWith('from'))).toEqual(['from the beginning', 'from 2']);
});

test('[X14] a page that is shorter than asked for is not the end; an empty one without a digest is no answer', async () => {
  const one = { ...pageAfter(0, 1), digest: undefined };
  answers = [one as PullResponse];

  expect(await idsOf(undefined)).toBe('a');
  expect(await idsOf(at(1))).toBe('bc');
  expect(await idsOf(at(3))).toBe('');

  answers = [{ ...pageAfter(3, 1), digest: undefined } as never];
  source.ask();
  await expect(source.page(at(3), signal)).rejects.toMatchObject({ code: 'offline' });
});

test('[X2] a page that RxDB did not store is asked for again', async () => {
  await idsOf(undefined);
  await expect(source.page(undefined, signal)).rejects.toMatchObject({ code: 'not-stored' });

  expect(await idsOf(undefined)).toBe('ab');
});

test('[X3] a live event that follows is handed over without a request; after a gap the server is asked', async () => {
  await idsOf(undefined);
  await idsOf(at(2));
  await idsOf(at(3));
  log = [];

  changes = [...changes, { id: 'd', title: 'd' }];
  source.takeNews(newsAfter(3));
  expect(await idsOf(at(3))).toBe('d');
  expect(await idsOf(at(4))).toBe('');
  expect(log.filter(each => each.startsWith('from'))).toEqual([]);

  changes = [...changes, { id: 'e', title: 'e' }, { id: 'f', title: 'f' }];
  source.takeNews(newsAfter(5));
  expect(await idsOf(at(4))).toBe('ef');
  expect(log.filter(each => each.startsWith('from'))).toEqual(['from 4', 'from 6']);
});

test('[X3] a live event that is held already is dropped', async () => {
  await idsOf(undefined);
  source.takeNews(newsAfter(0));
  await idsOf(at(2));
  await idsOf(at(3));
  log = [];
  source.takeNews(newsAfter(1));

  expect(log).toEqual([]);
});

test('[X4] a document that does not fit is asked for again, and left out the second time; the rest goes on', async () => {
  changes = [
    { id: 'a', title: 5 },
    { id: 'b', title: 'b' },
  ];

  await expect(source.page(undefined, signal)).rejects.toMatchObject({ code: 'offline' });
  expect(await idsOf(undefined)).toBe('b');
  expect(errors.map(each => [each.code, each.collection])).toEqual([['does-not-fit', 'products']]);
});

test('[X4] a page of which nothing fits does not stand in the way of the next', async () => {
  changes = [
    { id: 'a', title: 5 },
    { id: 'b', title: 5 },
    { id: 'c', title: 'c' },
  ];

  await expect(source.page(undefined, signal)).rejects.toBeInstanceOf(ReplicationError);
  expect(await idsOf(undefined)).toBe('c');
});

test('[X4] a page that goes back is not believed', async () => {
  await idsOf(undefined);
  await idsOf(at(2));
  changes = changes.slice(0, 1);
  source.ask();

  await expect(source.page(at(3), signal)).resolves.toMatchObject({ documents: [] });
  source.begin();
  await expect(source.page({ ...at(3), epoch: 'e0' }, signal)).rejects.toMatchObject({ code: 'offline' });
});

test('[X12] what was read for another location is lost', async () => {
  await idsOf(undefined);
  await idsOf(at(2));
  await idsOf(at(3));
  scope = '2';

  await expect(source.page({ epoch: 'e1', seq: 3, scope: '1' }, signal)).rejects.toMatchObject({
    code: 'checkpoint-lost',
  });
});

test('[X10] the end is told to those who waited before the request, when it is stored', async () => {
  let ended = false;
  const end = source.toEnd().then(() => (ended = true));
  await idsOf(undefined);
  await idsOf(at(2));
  await Promise.resolve();
  expect(ended).toBe(false);
  await idsOf(at(3));
  await end;

  expect(ended).toBe(true);
});

test('[X10] who waits is told when the server does not answer for the third time', async () => {
  const failing = new PageSource({
    name: 'products',
    batchSize,
    pull: () => Promise.reject(new ReplicationError('offline', 'nobody there')),
    scope: async () => '',
    resync: () => undefined,
    onError: () => undefined,
  });
  const end = expect(failing.toEnd()).rejects.toMatchObject({ code: 'offline' });
  for (let n = 0; n < 3; n++) await failing.page(undefined, signal).catch(() => undefined);

  await end;
});
