import { sealDefect } from '@tidemark/journal';
import { aJournal, aTillKey } from '@tidemark/journal/testing';
import type { Cart, CustomerEdit, Sale } from '@tidemark/schema';
import { aCart, aCustomerEdit, anUnpricedLine, aSale, aStockCorrection } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { editCart } from '../cart/edit-cart.ts';
import { mergeCarts } from '../cart/merge-carts.ts';
import { judgePush } from '../push/judge-push.ts';
import { erasedNote, eraseRecord } from './erase-record.ts';

const now = Date.UTC(2026, 10, 30);
const { shop, tillId } = aSale();
const writer = { shop, tillId, carriedFrom: undefined, now } as const;
const state = <T extends object>(document: T) => ({ ...document, _deleted: false }) as never;
const accepted = {
  ...({ state: 'accepted', after: 'e1:1', orderId: '7', orderName: '#7' } as const),
  differences: [],
};

test('[J30] a sale of a journal loses its details alone, and is still sealed', async () => {
  const [sale] = await aJournal(1, await aTillKey(), {}, { customerId: '7', note: 'for Jan' });

  const erased = eraseRecord('sales', sale!, now) as typeof sale & Sale;

  expect(erased).toEqual({ ...sale, details: null });
  expect(sealDefect(erased as never)).toBeUndefined();
  expect(eraseRecord('sales', erased, now)).toBe(erased);
});

test('[J30] a sale of an earlier version loses its customer and every note', () => {
  const base = aSale({ customerId: '7', note: 'for Jan' }, [anUnpricedLine({})]);
  const sale: Sale = { ...base, lines: base.lines.map(line => ({ ...line, note: 'Jan’s' })) };

  const erased = eraseRecord('sales', sale, now) as Sale;

  expect(erased).toEqual({
    ...sale,
    ...{ customerId: null, note: null },
    lines: sale.lines.map(line => ({ ...line, note: null })),
  });
  expect(eraseRecord('sales', erased, now)).toBe(erased);
});

test('[J30] what a person wrote about an effect is erased', () => {
  const resolved = { state: 'resolved', sending: 1, note: 'Jan called' } as const;
  const made = aStockCorrection({ key: 'sale-0001-2', submission: { state: 'accepted', after: 'e1:4' } });
  const sale = aSale({ effects: [aStockCorrection({ submission: resolved }), made] });

  const erased = eraseRecord('sales', sale, now) as Sale;

  expect(erased.effects).toEqual([aStockCorrection({ submission: { ...resolved, note: erasedNote } }), made]);
  expect(eraseRecord('sales', erased, now)).toBe(erased);
});

test('[J31] an edit loses its changes; one that Shopify does not have yet is resolved', () => {
  const waiting = aCustomerEdit();
  const taken: CustomerEdit = {
    ...aCustomerEdit(),
    submission: { state: 'accepted', after: 'e1:1', customerId: '1', overruled: [] },
  };
  const resolved: CustomerEdit = {
    ...aCustomerEdit(),
    submission: { state: 'resolved', sending: 2, note: 'Jan called', customerId: '1' },
  };

  const said = [waiting, taken, resolved].map(
    each => eraseRecord('customerEdits', each, now) as CustomerEdit,
  );

  expect(said.map(each => each.changes)).toEqual([{}, {}, {}]);
  expect(said.map(each => each.submission)).toEqual([
    { state: 'resolved', sending: 1, note: erasedNote, customerId: null },
    taken.submission,
    { ...resolved.submission, note: erasedNote },
  ]);
  for (const each of said) expect(eraseRecord('customerEdits', each, now)).toBe(each);
});

test('[J32] an erased cart stays erased in whatever order its copies merge, also by clocks that run ahead', () => {
  const parked = aCart({
    name: { value: 'Jan', stamp: `${String(now + 86_400_000).padStart(15, '0')}-000000-till-aaaa` },
    note: { value: 'rings twice', stamp: '' },
    customerId: { value: '7', stamp: '' },
  });
  const item = { ...anUnpricedLine({}) };
  const { variantId, productId, inventoryItemId, title, variantTitle, sku, unitPrice } = item;
  const sold = { variantId, productId, inventoryItemId, title, variantTitle, sku, unitPrice } as never;
  const withLine = editCart(parked, { do: 'add', lineId: '101', item: sold, units: 1 }, 'till-aaaa', now);
  const cart = editCart(withLine, { do: 'note-line', lineId: '101', note: 'Jan’s' }, 'till-aaaa', now);

  const erased = eraseRecord('carts', cart, now) as Cart;

  expect(JSON.stringify(erased)).not.toMatch(/Jan|rings|"7"/);
  expect(mergeCarts(cart, erased)).toEqual(erased);
  expect(mergeCarts(erased, cart)).toEqual(erased);
  expect(erased.lines[0]!.counts).toEqual(cart.lines[0]!.counts);
  expect(eraseRecord('carts', erased, now)).toBe(erased);
});

test('[J33] what a till pushes of an erased customer is stored and answered without personal data', async () => {
  const [sale] = await aJournal(1, await aTillKey(), {}, { customerId: '7', note: 'for Jan' });
  const sealed = { ...writer, sealOf: () => 'signed' as const };

  const fresh = judgePush('sales', state(sale!), undefined, sealed, undefined, true);
  expect(fresh).toMatchObject({ kind: 'conflict', changed: true, document: { details: null } });
  const stored = { ...sale!, details: null, submission: accepted } as Sale;
  const again = judgePush('sales', state(sale!), stored, sealed, undefined, true);
  expect(again).toEqual({ kind: 'conflict', document: stored, changed: false });

  const old = aSale({ customerId: '7', note: 'for Jan' });
  const oldStored = { ...(eraseRecord('sales', old, now) as Sale), submission: accepted };
  const oldAgain = judgePush('sales', state(old), oldStored, writer, undefined, true);
  expect(oldAgain).toEqual({ kind: 'conflict', document: oldStored, changed: false });
  const known = judgePush('sales', state(oldStored), oldStored, writer, undefined, true);
  expect(known).toMatchObject({ kind: 'accept', changed: false });
});

test('[J33] a new edit of an erased customer is resolved; a cart that names them is erased after the merge', () => {
  const edit = judgePush('customerEdits', state(aCustomerEdit()), undefined, writer, undefined, true);
  expect(edit).toMatchObject({
    kind: 'conflict',
    document: { changes: {}, submission: { state: 'resolved', note: erasedNote } },
  });

  const parked = aCart({ customerId: { value: '7', stamp: '' }, note: { value: 'Jan', stamp: '' } });
  const current = eraseRecord('carts', parked, now) as Cart;
  const offline = editCart(parked, { do: 'name', name: 'Jan again' }, 'till-aaaa', now + 60_000);

  const verdict = judgePush('carts', state(offline), current, writer, undefined, true);

  expect(verdict).toMatchObject({ kind: 'conflict', changed: true });
  const document = verdict.kind === 'refuse' ? undefined : (verdict.document as Cart);
  expect(JSON.stringify(document)).not.toContain('Jan');
  expect(mergeCarts(offline, document!)).toEqual(document);
});
