import { editCart } from '@tidemark/conflict';
import type { Cart } from '@tidemark/schema';
import { aCart } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { Ledger } from './ledger.ts';
import type { RecordDocument } from '../record-schemas.ts';
import { RecordStore } from '../record-store.ts';
import type { StoredCollection } from '../stored-collection.ts';
import { settlePage } from '../take-page.ts';
import { memoryStorage } from '../../testing.ts';

let databases = 0;

async function aLedger() {
  const name = `ledger${++databases}`;
  const store = await RecordStore.open({ name, storage: memoryStorage(), multiInstance: false });
  await store.of('carts').insert(aCart());
  return { store, ledger: await Ledger.open(store), carts: store.of('carts') };
}

const named = (name: string) => (cart: Cart | undefined) =>
  cart && editCart(cart, { do: 'name', name }, 'till-000a', 1);

test('[T34] what was read before the last write, and comes after it, is no news', async () => {
  const { store, ledger, carts } = await aLedger();
  await using _ = store;
  const before = await carts.byIds(['cart-0001']);
  const all = await carts.all();
  await carts.change('cart-0001', named('Blue hat'));

  ledger.take('carts', before);
  ledger.take('carts', all);

  expect(ledger.document('carts', 'cart-0001')?.name.value).toBe('Blue hat');
});

test('[T34] an edit while a page is being settled is shown, and unsent', async () => {
  const { store, ledger, carts } = await aLedger();
  await using _ = store;
  const edited: Pick<StoredCollection<RecordDocument>, 'byIds' | 'change'> = {
    byIds: async ids => {
      const read = await carts.byIds(ids);
      await carts.change('cart-0001', named('Blue hat'));
      return read;
    },
    change: (id, change) => carts.change(id, change as never),
  };

  await settlePage(
    'carts',
    { documents: [aCart()], gone: [], checkpoint: { epoch: 'e1', seq: 1 } },
    edited as StoredCollection<RecordDocument>,
    ledger,
    undefined,
  );

  expect(ledger.document('carts', 'cart-0001')?.name.value).toBe('Blue hat');
  expect(ledger.isUnsent('carts', 'cart-0001')).toBe(true);
});

test('[T34] what the storage lost and is stored again is news, though it was written more often before', async () => {
  const { store, ledger, carts } = await aLedger();
  await using _ = store;
  await carts.change('cart-0001', named('Blue hat'));
  const other = await aLedger();
  await using _other = other.store;

  ledger.forget('carts', 'cart-0001');
  ledger.take('carts', await other.carts.byIds(['cart-0001']));

  expect(ledger.document('carts', 'cart-0001')?.name.value).toBe(null);
});

test('[T34] [T90] what was read before a removal does not bring the record back, and what is stored anew does', async () => {
  const { store, ledger, carts } = await aLedger();
  await using _ = store;
  const before = await carts.all();
  await carts.change('cart-0001', named('Blue hat'));
  const later = await carts.all();
  ledger.remove('carts', await carts.remove(['cart-0001'], () => true));

  ledger.take('carts', before);
  ledger.take('carts', later);
  await ledger.reread();
  expect(ledger.documents('carts')).toEqual([]);
  expect([ledger.isRemoved('carts', 'cart-0001'), ledger.unsentCount('carts')]).toEqual([true, 0]);

  await carts.change('cart-0001', held => held ?? aCart());
  ledger.take('carts', await carts.all());
  expect(ledger.document('carts', 'cart-0001')).toBeDefined();
  expect(ledger.isRemoved('carts', 'cart-0001')).toBe(false);
});

test('[T90] a removal that another tab made, and of which no word came, is found by reading anew', async () => {
  const { store, ledger, carts } = await aLedger();
  await using _ = store;
  const known = ledger.document('carts', 'cart-0001')!;
  await carts.remove(['cart-0001'], () => true);
  // As if its event had been lost.
  ledger.forget('carts', 'cart-0001');
  ledger.take('carts', [known]);
  expect(ledger.document('carts', 'cart-0001')).toBeDefined();

  await ledger.reread();

  expect(ledger.document('carts', 'cart-0001')).toBeUndefined();
});

test('[T90] only what may go as it is stored at that moment is removed, and nothing of it is left', async () => {
  const { store, carts } = await aLedger();
  await using _ = store;
  await carts.insert(aCart({ id: 'cart-0002' }));
  await carts.change('cart-0002', named('Blue hat'));

  const removed = await carts.remove(
    ['cart-0001', 'cart-0002', 'cart-0003'],
    ({ name }) => name.value !== 'Blue hat',
  );

  expect(removed.map(({ id }) => id)).toEqual(['cart-0001']);
  expect((await carts.all()).map(({ id }) => id)).toEqual(['cart-0002']);
  const [left] = await carts.rx.storageInstance.findDocumentsById(['cart-0001'], true);
  expect(Object.keys(left!).filter(key => !key.startsWith('_'))).toEqual(['id']);
});
