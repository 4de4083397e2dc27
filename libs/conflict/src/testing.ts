import type { Cart, SoldItem } from '@tidemark/schema';
import { aCart } from '@tidemark/schema/testing';
import { editCart, type CartEdit } from './cart/edit-cart.ts';
import { mergeCarts } from './cart/merge-carts.ts';

/** Something to put into a cart, for tests. */
export function aSoldItem(change: Partial<SoldItem> = {}): SoldItem {
  return {
    productId: '1',
    variantId: '101',
    inventoryItemId: '9101',
    title: 'Mug',
    variantTitle: null,
    sku: 'MUG',
    unitPrice: 1250,
    taxable: true,
    ...change,
  };
}

/** One step of the copies of a cart: a till edits its own, or merges another's. */
export type CartStep =
  | { readonly at: number; readonly edit: CartEdit; readonly now: number }
  | { readonly at: number; readonly takeFrom: number };

/** Copies of one cart on several tills, each with its own clock, which may show any time. */
export function runCarts(tills: number, steps: readonly CartStep[]): Cart[] {
  const copies = Array.from({ length: tills }, () => aCart());
  for (const step of steps) {
    const copy = copies[step.at] ?? aCart();
    copies[step.at] =
      'edit' in step
        ? editCart(copy, step.edit, tillName(step.at), step.now)
        : mergeCarts(copy, copies[step.takeFrom] ?? copy);
  }
  return copies;
}

export function tillName(index: number): string {
  return `till-000${index}`;
}
