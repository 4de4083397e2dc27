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
    { documents: [aCart()], checkpoint: { epoch: 'e1', seq: 1 } },
    edited as StoredCollection<RecordDocument>,
    ledger,
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
