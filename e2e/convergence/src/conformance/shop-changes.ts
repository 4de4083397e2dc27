import type { Change } from '@tidemark/conformance';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';

/** Changes the simulated shop as a merchant does. @returns The `change` of the conformance suite. */
export function changesOf({ store }: ShopifySimulator): (change: Change) => Promise<string> {
  let count = 0;
  return async change => {
    const product = [...store.products.values()].find(each => each.status === 'ACTIVE');
    if (!product) throw new Error('there is no product left');
    if (change === 'delete') store.deleteProduct(product.id);
    else store.saveProduct({ ...product, title: `${product.title} ${++count}` });
    return product.id;
  };
}
