import type { Change } from '@tidemark/mirror';
import type { SaleDraft, Sellable, Till } from '@tidemark/till';
import { firstValueFrom } from 'rxjs';
import { shop } from '../world/shop-server.ts';
import type { Operation } from './operation.ts';
import { codeOf, productAt, titleOf, type Size } from './shop-of-size.ts';
import type { Stage } from './stage.ts';

/** The frequent operations of an open till, by a cashier and by the shop. */
export function tillOperations(stage: Stage, till: Till, size: Size): readonly Operation[] {
  let edits = 0;
  const sellableOf = (n: number): Sellable => {
    const [sellable] = till.catalogue.find(codeOf((n * 7919) % (size.products * 2)));
    if (!sellable) throw new Error('a product is missing');
    return sellable;
  };
  return [
    {
      ...{ name: 'key of a search', growth: 'logarithmic', rounds: 60 },
      // All but the last digit: ten products.
      act: n => till.catalogue.search(titleOf(n % size.products).slice(0, -1), 60),
    },
    {
      ...{ name: 'first key of a search', growth: 'linear', rounds: 20 },
      act: () => till.catalogue.search('a', 60),
    },
    {
      ...{ name: 'scan', growth: 'logarithmic', rounds: 60 },
      act: async n => {
        const result = await till.scan(codeOf((n * 7919) % (size.products * 2)));
        if (result.kind !== 'found') throw new Error(result.kind);
      },
    },
    {
      ...{ name: 'sale', growth: 'logarithmic', rounds: 30 },
      act: async n => {
        const draft = draftOf(sellableOf(n), n);
        const amount = till.selling.quote(draft).due.total;
        const result = await till.selling.sell(draft, [{ kind: 'cash', amount, reference: null }]);
        if (result.kind !== 'sold') throw new Error(result.message);
      },
    },
    {
      ...{ name: 'list of sales', growth: 'sorting', rounds: 10 },
      act: () => firstValueFrom(till.selling.sales$),
    },
    {
      ...{ name: 'live event until it is in the catalogue', growth: 'logarithmic', rounds: 20 },
      act: async () => {
        const n = (++edits * 7919) % size.products;
        const now = Date.now() + 100_000 + edits;
        const title = `${titleOf(n)}, till's edition ${edits}`;
        const document = productAt(n, title);
        const change: Change = {
          ...{ kind: 'present', document, scope: '' },
          ...{ sourceUpdatedAt: now, readAt: now },
        };
        await stage.store.mirror.commit(shop, 'products', [change]);
        while (till.catalogue.product(document.id)?.title !== title)
          await new Promise(resolve => setImmediate(resolve));
      },
    },
    { name: 'check of everything', growth: 'linear', rounds: 1, act: () => till.check() },
  ] satisfies readonly Operation[];
}

function draftOf({ product, variant }: Sellable, n: number): SaleDraft {
  const item = {
    ...{ productId: product.id, variantId: variant.id, inventoryItemId: variant.inventoryItemId },
    ...{ title: product.title, variantTitle: variant.title, sku: variant.sku },
    ...{ unitPrice: variant.price, taxable: variant.taxable },
  };
  const nothing = { discount: null, customerId: null, note: null, cartId: null };
  return { lines: [{ id: `${variant.id}-${n}`, item, quantity: 1, note: null }], ...nothing };
}
