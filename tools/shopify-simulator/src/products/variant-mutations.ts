import { badRequest } from '../api/bad-request.ts';
import { idOf } from '../shop/ids.ts';
import type { Nodes } from '../graphql/nodes.ts';
import type { ProductRecord, VariantRecord } from '../shop/records.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';
import { changeVariant, newVariant, quantityProblem, type VariantInput } from './variant-input.ts';

interface Change {
  readonly productId: string;
  readonly variants: readonly VariantInput[];
}

/** Maximum number of variants of one product. */
const variantLimit = 2048;

/** An error if a new variant has the same options as another of the product. */
function doubledOptions(
  store: Store,
  product: ProductRecord,
  variants: readonly VariantInput[],
): UserError | undefined {
  const taken = new Set(store.variantsOf(product).map(each => each.title.toLowerCase()));
  for (const [n, { optionValues }] of variants.entries()) {
    const title = optionValues?.map(each => each.name ?? '').join(' / ') ?? 'Default Title';
    if (taken.has(title.toLowerCase()))
      return userError(
        ['variants', String(n)],
        `The variant '${title}' already exists. Please change at least one option value.`,
        'VARIANT_ALREADY_EXISTS_CHANGE_OPTION_VALUE',
        'ProductVariantsBulkCreateUserError',
      );
    taken.add(title.toLowerCase());
  }
  return undefined;
}

/** Mutations of a product's variants; each takes effect as a whole or not at all. */
export function variantMutations(store: Store, nodes: Nodes) {
  function change(name: string, productId: string, act: (product: ProductRecord) => UserError[]): object {
    const product = store.products.get(idOf(productId));
    const userErrors = product ? act(product) : [userError(['productId'], 'Product does not exist')];
    const now = store.products.get(idOf(productId));
    const isDone = now && userErrors.length === 0;
    return {
      __typename: `${name}Payload`,
      product: now ? nodes.product(now) : null,
      userErrors,
      productVariants: isDone ? store.variantsOf(now).map(each => nodes.variant(each)) : null,
    };
  }

  function problem(product: ProductRecord, { id = '', price }: VariantInput): UserError[] {
    if (store.variants.get(idOf(id))?.productId !== product.id)
      return [userError(['variants', 'id'], 'Product variant does not exist')];
    if (price !== undefined && !/^\d+(\.\d+)?$/.test(String(price)))
      return [userError(['variants', 'price'], 'Price must be a number')];
    return [];
  }

  return {
    productVariantsBulkUpdate: ({ productId, variants }: Change) =>
      change('ProductVariantsBulkUpdate', productId, product => {
        if (variants.some(each => each.inventoryQuantities))
          throw badRequest(
            'not simulated: quantities of variants that are there; use inventorySetQuantities',
          );
        const errors = variants.flatMap(each => problem(product, each));
        if (errors.length > 0) return errors;
        for (const each of variants)
          changeVariant(store, store.variants.get(idOf(each.id ?? '')) as VariantRecord, each);
        store.saveProduct(product);
        return [];
      }),
    productVariantsBulkCreate: ({ productId, variants }: Change) =>
      change('ProductVariantsBulkCreate', productId, product => {
        if (product.variantIds.length + variants.length > variantLimit)
          return [userError(['variants'], `You can only have ${variantLimit} variants`)];
        const unknown = quantityProblem(store, variants);
        if (unknown) return [unknown];
        const twice = doubledOptions(store, product, variants);
        if (twice) return [twice];
        const variantIds = [...product.variantIds];
        const grown = { ...product, variantIds };
        for (const each of variants) variantIds.push(newVariant(store, grown, each));
        store.saveProduct(grown);
        return [];
      }),
    productVariantsBulkDelete: ({
      productId,
      variantsIds,
    }: {
      productId: string;
      variantsIds: readonly string[];
    }) =>
      change('ProductVariantsBulkDelete', productId, product => {
        const gone = new Set(variantsIds.map(idOf));
        const variantIds = product.variantIds.filter(id => !gone.has(id));
        if (variantIds.length === 0) return [userError(['variantsIds'], 'A product needs a variant')];
        for (const id of gone) store.deleteVariant(id);
        store.saveProduct({ ...product, variantIds });
        return [];
      }),
  };
}
