import { appendFileSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aSealedSale, aTillKey } from '@tidemark/journal/testing';
import type { Sale } from '@tidemark/schema';
import { aCart, aCustomer, aCustomerEdit, anOrder, aSale } from '@tidemark/schema/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restoreMirror } from '../backup/restore.ts';
import { eraseSimply } from '../contract/privacy.contract.ts';
import type { Change } from '../contract/mirror.ts';
import type { JudgeRow, PushedState } from '../contract/records.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openSqliteMirror } from '../sqlite/open.ts';

const shop = 'a.myshopify.com';
const submission = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 };
const accept: JudgeRow = row => ({
  kind: 'accept',
  changed: true,
  document: { ...row, submission } as never,
});
const acceptCart: JudgeRow = row => ({ kind: 'accept', changed: true, document: row as never });
const at = 1_000;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mirror-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openSqliteMirror({ file: join(folder, 'mirror.sqlite'), newEpoch: () => 'e1' });
const state = (document: object) => ({ ...document, _deleted: false }) as PushedState;
const present = (document: object): Change =>
  ({ kind: 'present', document, scope: '', sourceUpdatedAt: 10, readAt: 10 }) as Change;

/** The files of the mirror that have one of these words; of the list of erasures alone it is known what it has. */
function filesWith(...words: readonly string[]): string[] {
  return readdirSync(folder)
    .filter(name => name.startsWith('mirror'))
    .filter(name => {
      const bytes = readFileSync(join(folder, name));
      return words.some(word => bytes.includes(word));
    });
}

const words = ['Zwiebelkuchen', 'jan-janssen@example.com', 'Hinterhof-Klingel', 'Tischreservierung'];

/** Many customers' records of all lengths, written and changed in an order that fills pages, splits and leaves them. */
async function fill(store: MirrorStore, records: number): Promise<void> {
  const key = await aTillKey();
  const sales: Sale[] = [];
  for (let n = 1; n <= records; n++) {
    const isTheirs = n % 7 === 0;
    const note = `${isTheirs ? words[0] : 'Someone'} ${'long '.repeat((n * 37) % 400)}`;
    const customerId = isTheirs ? '7' : '8';
    const receiptNumber = `A-${String(n).padStart(6, '0')}`;
    if (n % 3 === 0) sales.push(aSale({ id: `sale-${10_000 + n}`, receiptNumber, customerId, note }));
    else sales.push(await aSealedSale({ receiptNumber, customerId, note }, key, { number: n + 1 }));
  }
  const shuffled = sales.toSorted((a, b) => (a.receiptNumber.slice(-2) < b.receiptNumber.slice(-2) ? -1 : 1));
  for (let from = 0; from < shuffled.length; from += 40)
    await store.records.store(shop, 'sales', shuffled.slice(from, from + 40).map(state), accept, 5);
  const taken = sales.slice(0, 200);
  for (const { id } of taken)
    await store.records.move(
      shop,
      { collection: 'sales', id },
      () => ({ submission: { ...submission, attempts: 1 } as never }),
      6,
    );
  const [email, note, name] = [words[1]!, words[2]!, words[3]!];
  await store.mirror.commit(shop, 'customers', [
    present(aCustomer({ id: '7', email, displayName: email, note })),
    ...Array.from({ length: 300 }, (_, n) => present(aCustomer({ id: String(100 + n) }))),
  ]);
  await store.mirror.commit(
    shop,
    'orders',
    Array.from({ length: 300 }, (_, n) =>
      present(anOrder({ id: String(1_000 + n), ...(n % 5 === 0 ? { customerId: '7', email, note } : {}) })),
    ),
  );
  const edit = aCustomerEdit({ customerId: '7', changes: { email: { was: null, is: email } } });
  await store.records.store(shop, 'customerEdits', [state(edit)], accept, 5);
  const cart = aCart({ customerId: { value: '7', stamp: '' }, name: { value: name, stamp: '' } });
  await store.records.store(shop, 'carts', [state(cart)], acceptCart, 5);
}

test('[Y4] after an erasure no file of the mirror has the words, while the store is open and afterwards', async () => {
  {
    await using store = await open();
    await fill(store, 1_500);
    expect(filesWith(words[0]!)).not.toEqual([]);
    for (const word of words) expect(filesWith(word)).not.toEqual([]);

    await store.privacy.erase(shop, { customerId: '7', orderIds: ['1001'], at }, eraseSimply);

    expect(filesWith(...words)).toEqual([]);
    expect(filesWith('Someone')).not.toEqual([]);
  }
  expect(filesWith(...words)).toEqual([]);
});

test('[Y7] a mirror restored from an older copy is asked again to erase, and takes nothing of the customer meanwhile', async () => {
  const file = join(folder, 'mirror.sqlite');
  const backup = join(folder, 'copy.sqlite');
  {
    await using store = await open();
    await fill(store, 20);
    await store.backUp(backup);
    await store.privacy.erase(shop, { customerId: '7', orderIds: ['1001'], at }, eraseSimply);
  }
  await restoreMirror({ backup, file, keepAs: join(folder, 'kept.sqlite'), newEpoch: () => 'e2' });

  await using store = await open();

  const [notice, ...others] = await store.inbox.waiting(shop, 10);
  expect(others).toEqual([]);
  expect(notice).toMatchObject({
    topic: 'customers/redact',
    subject: { kind: 'redactCustomer', customerId: '7', orderIds: ['1001'] },
  });
  const late = await store.mirror.commit(shop, 'customers', [
    { ...present(aCustomer({ id: '7', email: 'new@example.com' })), sourceUpdatedAt: 99 } as Change,
  ]);
  expect(late.changed).toBe(1);
  expect(filesWith('new@example.com')).toEqual([]);
});

test('[Y7] the list of erasures names ids alone, each once, and half a line harms nothing', async () => {
  const list = join(folder, 'mirror.sqlite-erasures.jsonl');
  {
    await using store = await open();
    for (const orderIds of [['1', '2'], ['2'], ['2', '1']])
      await store.privacy.erase(shop, { customerId: '7', orderIds, at }, eraseSimply);
  }
  const text = readFileSync(list, 'utf8');
  expect(text.trim().split('\n')).toEqual([
    JSON.stringify({ shop, customerId: '7', orderIds: ['1', '2'], at }),
  ]);

  appendFileSync(list, '\n{"shop":"a.myshop');
  await using store = await open();
  expect(await store.inbox.waiting(shop, 10)).toEqual([]);
});

test('[Y3] an erasure that is interrupted anywhere is completed by the next', async () => {
  const whole = join(folder, 'whole.sqlite');
  {
    await using store = await open();
    await fill(store, 14);
    await store.backUp(whole);
  }
  const erasure = { customerId: '7', orderIds: ['1001'], at };
  for (let cut = 1; ; cut++) {
    const file = join(folder, `mirror-${cut}.sqlite`);
    copyFileSync(whole, file);
    let left = Infinity;
    const onStatement = (sql: string) => {
      if (/^(insert|update|delete)/.test(sql) && left-- <= 0) throw new Error('killed');
    };
    let isCut = false;
    {
      await using store = await openSqliteMirror({ file, newEpoch: () => 'e1', onStatement });
      left = cut * 6;
      await store.privacy.erase(shop, erasure, eraseSimply).catch(() => (isCut = true));
    }
    await using store = await openSqliteMirror({ file, newEpoch: () => 'e1' });
    await store.privacy.erase(shop, erasure, eraseSimply);
    const data = await store.privacy.dataOf(shop, '7', ['1001']);
    expect(data.customer).toBeUndefined();
    expect(data.orders.every(each => each.email === null)).toBe(true);
    expect(filesWith(...words).filter(name => name.startsWith(`mirror-${cut}.`))).toEqual([]);
    if (!isCut) return;
  }
});

test('[Y4] what a version without erasure left in unused parts of its file goes with the upgrade', async () => {
  const file = join(folder, 'mirror.sqlite');
  {
    await using store = await open();
    await fill(store, 60);
  }
  const raw = new DatabaseSync(file);
  raw.exec(`pragma secure_delete = off; pragma user_version = 0;
    delete from document where collection = 'carts'; pragma wal_checkpoint(truncate)`);
  raw.close();
  expect(filesWith(words[3]!)).not.toEqual([]);

  const told: string[] = [];
  const again = () =>
    openSqliteMirror({ file, newEpoch: () => 'e1', onUpgrade: ({ step }) => told.push(step) });
  await (await again())[Symbol.asyncDispose]();

  expect(filesWith(words[3]!)).toEqual([]);
  expect(told).toEqual(['shrinking', 'done']);
  await (await again())[Symbol.asyncDispose]();
  expect(told).toHaveLength(2);
});

test('[Y8] after a shop’s erasure no file of the mirror has its name, also after a restore from a copy', async () => {
  const file = join(folder, 'mirror.sqlite');
  const backup = join(folder, 'copy.sqlite');
  {
    await using store = await open();
    await fill(store, 60);
    await store.backUp(backup);
    await store.privacy.erase(shop, { customerId: '7', orderIds: [], at }, eraseSimply);
    await store.privacy.eraseShop(shop, at);
    expect(filesWith(shop, ...words, 'Someone')).toEqual([]);
  }
  expect(filesWith(shop, ...words, 'Someone')).toEqual([]);
  const kept = join(folder, 'kept.sqlite');
  await restoreMirror({ backup, file, keepAs: kept, newEpoch: () => 'e2' });

  await using store = await open();

  expect(await store.register.shops()).toEqual([]);
  await expect(store.register.addShop(shop)).rejects.toThrow(/were erased/);
});

test('[R10] a shop that comes back stays; a copy from before its erasure is erased again', async () => {
  const file = join(folder, 'mirror.sqlite');
  const [before, after] = [join(folder, 'before.sqlite'), join(folder, 'after.sqlite')];
  const connection = { shop, source: 'oauth', credentials: 'sealed', scopes: [] } as const;
  const again = () => openSqliteMirror({ file, newEpoch: () => 'e1' });
  const restored = async (backup: string) => {
    await restoreMirror({
      backup,
      file,
      keepAs: join(folder, `kept-${basename(backup)}`),
      newEpoch: () => 'e2',
    });
    return again();
  };
  {
    await using store = await again();
    await store.connections.connect({ ...connection, connectedAt: at - 2 });
    await fill(store, 60);
    await store.backUp(before);
    await store.privacy.eraseShop(shop, at);
    await store.connections.connect({ ...connection, connectedAt: at + 5 });
    await fill(store, 3);
    await store.backUp(after);
  }
  const customers = async (store: MirrorStore) =>
    (await store.mirror.idsAfter(shop, 'customers', undefined, 100)).length;
  {
    await using store = await again();
    expect(await customers(store)).toBeGreaterThan(0);
  }
  {
    await using store = await restored(before);
    expect(await store.connections.all()).toEqual([]);
    expect(await customers(store)).toBe(0);
    expect(filesWith(...words)).toEqual([]);
  }

  await using store = await restored(after);

  expect(await store.connections.of(shop)).toMatchObject({ connectedAt: at + 5 });
  expect(await customers(store)).toBeGreaterThan(0);
});

test('[Y8] an erasure of a shop that a crash cut is ended by the next opening', async () => {
  const file = join(folder, 'mirror.sqlite');
  let isErasing = false;
  let isCut = false;
  const onStatement = (sql: string) => {
    if (!isErasing || !sql.startsWith('delete from "way"')) return;
    isCut = true;
    throw new Error('killed');
  };
  {
    await using store = await openSqliteMirror({ file, newEpoch: () => 'e1', onStatement });
    await fill(store, 60);
    isErasing = true;
    await expect(store.privacy.eraseShop(shop, at)).rejects.toThrow(/killed/);
    expect(isCut).toBe(true);
    expect(await store.register.shops()).toEqual([shop]);
  }

  await using store = await openSqliteMirror({ file, newEpoch: () => 'e1' });

  expect(await store.register.shops()).toEqual([]);
});
