import type { PageTill } from '@tidemark/till/page';
import { CartOnScreen } from '../sell/cart/cart-on-screen.ts';

interface Shared {
  readonly cart: CartOnScreen;
  readonly stored: (event: StorageEvent) => void;
  holders: number;
}

const carts = new WeakMap<PageTill, Shared>();

/** The one cart on screen of a till, held by an element of this page; dispose of it when the element leaves. */
export interface HeldCart extends Disposable {
  readonly cart: CartOnScreen;
}

/**
 * Holds the one cart that all elements of a page with one till show. It also shows what another tab or frame of this
 * till keeps.
 */
export function holdCart(till: PageTill, shop: string): HeldCart {
  const shared = carts.get(till) ?? openCart(till, shop);
  shared.holders += 1;
  let isHeld = true;
  return {
    cart: shared.cart,
    [Symbol.dispose]: () => {
      if (!isHeld) return;
      isHeld = false;
      shared.holders -= 1;
      if (shared.holders === 0) closeCart(till, shared);
    },
  };
}

function openCart(till: PageTill, shop: string): Shared {
  const place = cartKey(shop);
  const cart = new CartOnScreen(till.selling, localStorage, place);
  const stored = ({ key }: StorageEvent): void => {
    if (key === place) cart.reload();
  };
  const shared = { cart, stored, holders: 0 };
  carts.set(till, shared);
  globalThis.addEventListener('storage', stored);
  return shared;
}

function closeCart(till: PageTill, { cart, stored }: Shared): void {
  carts.delete(till);
  globalThis.removeEventListener('storage', stored);
  cart[Symbol.dispose]();
}

/** The key under which the cart on screen is kept over reloads. */
function cartKey(shop: string): string {
  return `tidemark-cart-${shop}`;
}
