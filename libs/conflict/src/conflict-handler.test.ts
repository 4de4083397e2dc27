import { aCart, aSale } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { conflictHandlers } from './conflict-handler.ts';

const gone = { _deleted: true } as never;

test('[C4] a record that has left the tills goes, whatever this copy says of it', async () => {
  const sale = { ...aSale(), _deleted: false };
  const realMasterState = { id: sale.id, ...(gone as object) } as never;

  const resolved = await conflictHandlers.sales.resolve({ realMasterState, newDocumentState: sale });

  expect(resolved).toEqual({ ...sale, _deleted: true });
  expect(conflictHandlers.sales.isEqual(sale, realMasterState)).toBe(false);
});

test('[C4] a record that lives on the server lives here', async () => {
  const cart = { ...aCart(), _deleted: false };
  const newDocumentState = { ...cart, _deleted: true };

  const resolved = await conflictHandlers.carts.resolve({ realMasterState: cart, newDocumentState });

  expect(resolved._deleted).toBe(false);
});
