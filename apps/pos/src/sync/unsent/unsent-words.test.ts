import { expect, test } from 'vitest';
import { MemorySelling } from '../../testing/memory-selling.ts';
import { otherLines, safetyLines, unsentWords } from './unsent-words.ts';

const none = { customerEdits: 0, sales: 0, stockMoves: 0, carts: 0 };

test('unsent work is counted in words', () => {
  expect(unsentWords(none)).toBe('');
  expect(unsentWords({ ...none, sales: 1 })).toBe('1 sale not sent yet');
  expect(unsentWords({ ...none, sales: 3, carts: 1 })).toBe('3 sales and 1 other thing not sent yet');
  expect(unsentWords({ ...none, stockMoves: 2 })).toBe('2 things not sent yet');
});

test('a browser that cannot be asked to keep the data is not waited for', () => {
  const safety = { ...new MemorySelling().safety$.value, isPersistent: undefined };
  const said = (canPromise: boolean) =>
    safetyLines(safety, { canPromise }).find(line => line.id === 'persistent')?.text;

  expect(said(true)).toBe('not promised yet');
  expect(said(false)).toBe('this browser cannot promise it: it may delete it when the disk is full');
});

test('what endangers unsent work is said, and what does not is not alarming', () => {
  const safety = new MemorySelling().safety$.value;
  expect(safetyLines(safety).every(line => line.tone === 'good')).toBe(true);

  const lines = safetyLines({
    ...safety,
    unsent: { ...none, sales: 2 },
    notTaken: 1,
    refused: 4,
    isPersistent: false,
    backupCopy: { kind: 'none', reason: { code: 'unknown', message: 'private window' } },
    broughtBack: 2,
    damaged: 3,
    trouble: { code: 'server-unreachable' },
  });

  expect(Object.fromEntries(lines.map(line => [line.id, line.text]))).toMatchObject({
    sales: '2 not sent yet',
    'not-taken': '1, kept on this till',
    refused: '4 to decide about',
    'backup-copy': 'none: private window',
    'brought-back': '2',
    trouble: 'The server does not answer.',
  });
});

test('[K10] what the server holds back is not said to be refused by Shopify', () => {
  const safety = new MemorySelling().safety$.value;
  const said = (refused: number, heldBack: number) =>
    safetyLines({ ...safety, refused, heldBack })
      .filter(line => ['refused', 'held-back'].includes(line.id))
      .map(({ id, text, tone }) => [id, text.replace(/, to decide about: .*/, ''), tone]);

  expect(said(0, 0)).toEqual([['refused', 'none', 'good']]);
  expect(said(3, 1)).toEqual([
    ['refused', '2 to decide about', 'bad'],
    ['held-back', '1 sale with something wrong', 'bad'],
  ]);
  expect(said(2, 2)).toEqual([
    ['refused', 'none', 'good'],
    ['held-back', '2 sales with something wrong', 'bad'],
  ]);
});

test('[P2] room that is short is said, with what becomes of it and what to do', () => {
  const safety = new MemorySelling().safety$.value;
  const mega = 1024 * 1024;
  const said = (free: number) =>
    safetyLines(safety, { room: { quota: 1_000 * mega, usage: (1_000 - free) * mega } }).find(
      line => line.id === 'room',
    );

  expect(said(500)).toBeUndefined();
  expect(said(90)).toMatchObject({
    text: expect.stringMatching(/^90 MB left .* no more pictures/),
    tone: 'wait',
  });
  expect(safetyLines(safety, { room: { wasFull: true } }).find(line => line.id === 'room')).toMatchObject({
    text: expect.stringMatching(/none left: pictures were given back/),
    tone: 'bad',
  });
  expect(said(3)).toMatchObject({ text: expect.stringMatching(/^only 3 MB left .* Free some/), tone: 'bad' });
});

test('[P11] unsent work of other shops in this browser is shown, a line for each', () => {
  const server = 'https://pos.example';

  expect(
    otherLines([
      { server, shop: 'a.myshopify.com', unsent: 3 },
      { server, shop: 'b.myshopify.com', unsent: 0 },
    ]).map(({ title, text, tone }) => [title, text, tone]),
  ).toEqual([
    ['a.myshopify.com', '3 not sent yet', 'wait'],
    ['b.myshopify.com', 'all sent', 'good'],
  ]);
});
