import type { Sale } from '@tidemark/schema';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import { Path } from './path.ts';
import { Pusher } from './pusher.ts';

/** A shop, its server, and a client that pushes as a till does. */
export async function openSelling(...given: Parameters<typeof Path.open>) {
  const path = await Path.open(...given);
  await path.imported();
  const till = await Pusher.signIn(path, 'till-0001');
  const { store } = path.simulator;
  const location = till.locationId;
  const items = [...store.levels.values()].filter(
    each => each.locationId === location && each.isActive && store.items.get(each.inventoryItemId)?.tracked,
  );
  const variants = items.map(level => ({
    level,
    variant: [...store.variants.values()].find(each => each.inventoryItemId === level.inventoryItemId)!,
  }));
  const countOf = (itemId: string) => store.levels.get(`${itemId}@${location}`)!.available;
  const sell = (id: string, n: number, change: Partial<Sale> = {}, quantity = 1): Sale => {
    const { variant } = variants[n]!;
    const line = anUnpricedLine({
      ...{ variantId: variant.id, productId: variant.productId, inventoryItemId: variant.inventoryItemId },
      // The shop's own price: a sale at another one waits for a person.
      unitPrice: Math.round(Number(variant.price) * 100),
      quantity,
    });
    return aSale(
      { id, ...till.author(), receiptNumber: `T-${id.replace(/\D/g, '').padStart(6, '0')}`, ...change },
      [line],
    );
  };
  return { path, till, variants, countOf, sell };
}

export type Selling = Awaited<ReturnType<typeof openSelling>>;

/** The orders that were made of a sale: there should be one. */
export function ordersOf(path: Pick<Path, 'simulator'>, saleId: string) {
  return [...path.simulator.store.orders.values()].filter(each => each.sourceIdentifier === saleId);
}
