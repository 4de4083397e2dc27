import { editCart } from '@tidemark/conflict';
import { aCart, aSale } from '@tidemark/schema/testing';
import { afterEach, expect, test } from 'vitest';
import { faultyStorage, type WriteFault } from '../../testing/faulty-storage.ts';
import { UnsentBackups } from './unsent-backups.ts';
import { Ledger } from '../marks/ledger.ts';
import { RecordStore } from '../record-store.ts';
import { memoryCopy, roomyCopy, type BackupCopy } from './backup-copy.ts';
import { memoryStorage } from '../../testing.ts';

const opened: RecordStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store[Symbol.asyncDispose]();
});

let databases = 0;

/** A till whose database lost three sales that the backup copy has. */
async function aLoss(fault: WriteFault) {
  const files = new Map<string, string>(
    [1, 2, 3].map(n => {
      const sale = aSale({ id: `sale-000${n}`, receiptNumber: `A-00000${n}` });
      return [`sales.${sale.id}`, JSON.stringify(sale)] as const;
    }),
  );
  const storage = faultyStorage(memoryStorage(), fault);
  const store = await RecordStore.open({ name: `unsent${++databases}`, storage, multiInstance: false });
  opened.push(store);
  const ledger = await Ledger.open(store);
  const unsentBackups = new UnsentBackups(memoryCopy(files), ledger);
  const stored = async () => (await store.of('sales').all()).map(each => each.id);
  return { files, store, ledger, unsentBackups, stored };
}

test.each(['refused', 'lie'] as const)(
  '[T23] what could not be stored again (%s) stays in the backup copy, comes back later, and stops nothing else',
  async how => {
    let writes = 0;
    const { files, store, unsentBackups, stored } = await aLoss(collection => {
      if (collection !== 'sales' || ++writes !== 2) return undefined;
      return how === 'refused' ? new Error('QuotaExceededError') : 'lie';
    });

    expect(await unsentBackups.reconcile(store)).toBe(2);

    expect(await stored()).toEqual(['sale-0001', 'sale-0003']);
    expect(files.size).toBe(3);
    expect(await unsentBackups.reconcile(store)).toBe(1);
    expect(await stored()).toHaveLength(3);
    expect(files.size).toBe(3);
  },
);

test('[T23] what cannot be read in the backup copy stays there, and stops nothing else', async () => {
  const { files, store, unsentBackups } = await aLoss(() => undefined);
  files.set('sales.sale-0002', '{"id":');
  files.set('sales.sale-0001', 'null');

  expect(await unsentBackups.reconcile(store)).toBe(1);

  expect(files.size).toBe(3);
});

test('[T23] a copy of what nobody here knows is not taken away', async () => {
  const { files, unsentBackups } = await aLoss(() => undefined);
  const unknown = aSale({ id: 'sale-0009', receiptNumber: 'A-000009' });
  await unsentBackups.put('sales', unknown);

  await unsentBackups.release();

  expect(files.has('sales.sale-0009')).toBe(true);
});

test('[T23] a copy that says more than the database is not written over when it could not be stored', async () => {
  let isFull = false;
  const { files, store, ledger, unsentBackups } = await aLoss(collection =>
    collection === 'carts' && isFull ? new Error('QuotaExceededError') : undefined,
  );
  const cart = aCart();
  await store.of('carts').insert(cart);
  ledger.take('carts', [cart]);
  const newer = editCart(cart, { do: 'note', note: 'gift' }, 'till-aaaa', Date.parse('2026-11-02T10:00:00Z'));
  files.set(`carts.${cart.id}`, JSON.stringify(newer));
  isFull = true;

  await unsentBackups.reconcile(store);

  expect(unsentBackups.state$.value).toMatchObject({
    kind: 'none',
    reason: { code: 'unknown', message: 'QuotaExceededError' },
  });
  isFull = false;
  await unsentBackups.reconcile(store);
  expect((await store.of('carts').byId(cart.id))?.note.value).toBe('gift');
});

test('[T23] a backup copy that finds no room is written once others gave some back', async () => {
  const files = new Map<string, string>();
  let isFull = true;
  const full: BackupCopy = {
    ...memoryCopy(files),
    put: async (key, text) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      files.set(key, text);
    },
  };
  const copy = roomyCopy(full, async () => {
    isFull = false;
    return true;
  });

  await copy.put('sales.sale-0001', '{}');

  expect([...files.keys()]).toEqual(['sales.sale-0001']);
});

test('[T94] copies that another tab wrote go too, but for those of what is unsent or unknown', async () => {
  const { files, store, ledger } = await aLoss(() => undefined);
  const sent = aSale({ id: 'sale-0001', submission: { state: 'resolved', sending: 1, note: 'by hand' } });
  ledger.take('sales', [sent, aSale({ id: 'sale-0002' })]);
  const other = new UnsentBackups(memoryCopy(files), ledger);
  await other.release();
  expect(files.size).toBe(3);

  await other.releaseAll();

  expect(ledger.isUnsent('sales', 'sale-0002')).toBe(true);
  expect([...files.keys()]).toEqual(['sales.sale-0002', 'sales.sale-0003']);
  expect(store).toBeDefined();
});
