import { badRequest, refuseOthers } from './bad-request.ts';
import { gid, idOf } from './ids.ts';
import type { Nodes } from './nodes.ts';
import type { ProductRecord, ProductStatus, VariantRecord } from './records.ts';
import type { Store } from './store.ts';
import { userError, type UserError } from './user-errors.ts';

interface ProductInput {
  readonly id?: string;
  readonly title?: string;
  readonly handle?: string;
  readonly vendor?: string;
  readonly productType?: string;
  readonly status?: ProductStatus;
  readonly tags?: readonly string[];
  readonly productOptions?: readonly { name: string; values?: readonly { name: string }[] }[];
  readonly variants?: readonly VariantInput[];
}

interface VariantInput {
  readonly id?: string;
  readonly price?: string;
  readonly compareAtPrice?: string | null;
  readonly barcode?: string | null;
  readonly sku?: string | null;
  readonly inventoryPolicy?: 'DENY' | 'CONTINUE';
  readonly inventoryItem?: { readonly sku?: string | null; readonly tracked?: boolean };
  readonly optionValues?: readonly { optionName?: string; name?: string }[];
}

/** What the merchant does with products and their variants. */
export function productMutations(store: Store, nodes: Nodes) {
  const hand = new MerchantHand(store, nodes);
  return {
    productSet: ({ input }: { input: ProductInput }) => hand.productSet(input),
    productCreate: ({ product }: { product: ProductInput }) => hand.productSet(product),
    productUpdate: ({ product, input }: { product?: ProductInput; input?: ProductInput }) =>
      hand.productUpdate(product ?? input ?? {}),
    productDelete: ({ input }: { input: { id: string } }) => hand.productDelete(input.id),
    productVariantsBulkUpdate: (args: { productId: string; variants: readonly VariantInput[] }) =>
      hand.variantsUpdate(args),
    productVariantsBulkCreate: (args: { productId: string; variants: readonly VariantInput[] }) =>
      hand.variantsCreate(args),
    productVariantsBulkDelete: (args: { productId: string; variantsIds: readonly string[] }) =>
      hand.variantsDelete(args),
  };
}

const productFields = [
  ...['id', 'title', 'handle', 'vendor', 'productType', 'status', 'tags', 'productOptions', 'variants'],
];
const variantFields = [
  ...['id', 'price', 'compareAtPrice', 'barcode', 'sku', 'inventoryPolicy', 'inventoryItem', 'optionValues'],
];

class MerchantHand {
  readonly #store: Store;
  readonly #nodes: Nodes;

  constructor(store: Store, nodes: Nodes) {
    this.#store = store;
    this.#nodes = nodes;
  }

  productSet(input: ProductInput): object {
    refuseOthers('ProductInput', input, productFields);
    if (input.id) return this.productUpdate(input);
    if (!input.title?.trim())
      return {
        __typename: 'ProductSetPayload',
        product: null,
        userErrors: [userError(['input', 'title'], "Title can't be blank")],
      };
    const now = this.#store.now();
    const id = this.#store.newId();
    const options = input.productOptions ?? [{ name: 'Title', values: [{ name: 'Default Title' }] }];
    const product: ProductRecord = {
      id,
      title: input.title,
      handle: input.handle ?? input.title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      vendor: input.vendor ?? this.#store.shop.name,
      productType: input.productType ?? '',
      status: input.status ?? 'ACTIVE',
      tags: [...(input.tags ?? [])],
      imageUrl: undefined,
      options: options.map(each => ({
        name: each.name,
        values: (each.values ?? []).map(value => value.name),
      })),
      variantIds: [],
      publishedAt: now,
      createdAt: now,
      updatedAt: now,
    };
    for (const variant of input.variants ?? [{}]) product.variantIds.push(this.#newVariant(product, variant));
    this.#store.saveProduct(product);
    return this.#payload('ProductSetPayload', id);
  }

  productUpdate(input: ProductInput): object {
    refuseOthers('ProductInput', input, productFields);
    return this.#productUpdate(input);
  }

  #productUpdate({ id, title, vendor, productType, status, tags, handle, variants }: ProductInput): object {
    const product = id ? this.#store.products.get(idOf(id)) : undefined;
    if (!product)
      return {
        __typename: 'ProductUpdatePayload',
        product: null,
        userErrors: [userError(['id'], 'Product does not exist')],
      };
    if (title !== undefined && !title.trim())
      return {
        __typename: 'ProductUpdatePayload',
        product: null,
        userErrors: [userError(['title'], "Title can't be blank")],
      };
    if (variants)
      throw badRequest('not simulated: changing variants by productSet; use productVariantsBulkUpdate');
    const change = { title, vendor, productType, status, handle, tags: tags && [...tags] };
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    this.#store.saveProduct({ ...product, ...given });
    return this.#payload('ProductUpdatePayload', product.id);
  }

  productDelete(id: string): object {
    const gone = this.#store.deleteProduct(idOf(id));
    const userErrors = gone ? [] : [userError(['id'], 'Product does not exist')];
    return { __typename: 'ProductDeletePayload', deletedProductId: gone ? id : null, userErrors };
  }

  variantsUpdate({ productId, variants }: { productId: string; variants: readonly VariantInput[] }): object {
    return this.#withProduct('ProductVariantsBulkUpdatePayload', productId, product => {
      for (const input of variants) {
        const variant = this.#store.variants.get(idOf(input.id ?? ''));
        if (variant?.productId !== product.id)
          return [userError(['variants', 'id'], 'Product variant does not exist')];
        if (input.price !== undefined && !/^\d+(\.\d+)?$/.test(String(input.price)))
          return [userError(['variants', 'price'], 'Price must be a number')];
      }
      for (const input of variants)
        this.#changeVariant(this.#store.variants.get(idOf(input.id ?? '')) as VariantRecord, input);
      this.#store.saveProduct(product);
      return [];
    });
  }

  variantsCreate({ productId, variants }: { productId: string; variants: readonly VariantInput[] }): object {
    return this.#withProduct('ProductVariantsBulkCreatePayload', productId, product => {
      if (product.variantIds.length + variants.length > 2048)
        return [userError(['variants'], 'You can only have 2048 variants')];
      const variantIds = [...product.variantIds];
      const grown = { ...product, variantIds };
      for (const input of variants) variantIds.push(this.#newVariant(grown, input));
      this.#store.saveProduct(grown);
      return [];
    });
  }

  variantsDelete({ productId, variantsIds }: { productId: string; variantsIds: readonly string[] }): object {
    return this.#withProduct('ProductVariantsBulkDeletePayload', productId, product => {
      const gone = new Set(variantsIds.map(idOf));
      const variantIds = product.variantIds.filter(id => !gone.has(id));
      if (variantIds.length === 0) return [userError(['variantsIds'], 'A product needs a variant')];
      for (const id of gone) this.#store.deleteVariant(id);
      this.#store.saveProduct({ ...product, variantIds });
      return [];
    });
  }

  #withProduct(typename: string, productId: string, act: (product: ProductRecord) => UserError[]): object {
    const product = this.#store.products.get(idOf(productId));
    const userErrors = product ? act(product) : [userError(['productId'], 'Product does not exist')];
    const now = this.#store.products.get(idOf(productId));
    return {
      __typename: typename,
      product: now ? this.#nodes.product(now) : null,
      userErrors,
      productVariants:
        now && userErrors.length === 0
          ? this.#store.variantsOf(now).map(each => this.#nodes.variant(each))
          : null,
    };
  }

  #newVariant(product: ProductRecord, input: VariantInput): string {
    const id = this.#store.newId();
    const now = this.#store.now();
    const position = product.variantIds.length + 1;
    const values = input.optionValues?.map(each => ({
      name: each.optionName ?? 'Title',
      value: each.name ?? '',
    }));
    const selectedOptions = values ?? [{ name: 'Title', value: 'Default Title' }];
    const variant: VariantRecord = {
      id,
      productId: product.id,
      title: selectedOptions.map(each => each.value).join(' / '),
      sku: undefined,
      barcode: undefined,
      price: '0.00',
      compareAtPrice: undefined,
      position,
      taxable: true,
      inventoryPolicy: 'DENY',
      inventoryItemId: this.#store.newId(),
      selectedOptions,
      createdAt: now,
      updatedAt: now,
    };
    this.#changeVariant(variant, input);
    return id;
  }

  #changeVariant(variant: VariantRecord, input: VariantInput): void {
    refuseOthers('ProductVariantInput', input, variantFields);
    const sku = input.inventoryItem?.sku ?? input.sku;
    const tracked =
      input.inventoryItem?.tracked ?? this.#store.items.get(variant.inventoryItemId)?.tracked ?? true;
    const text = (given: string | null | undefined, known: string | undefined) =>
      given === undefined ? known : given || undefined;
    const next: VariantRecord = {
      ...variant,
      price: input.price === undefined ? variant.price : Number(input.price).toFixed(2),
      compareAtPrice: text(input.compareAtPrice, variant.compareAtPrice),
      barcode: text(input.barcode, variant.barcode),
      sku: text(sku, variant.sku),
      inventoryPolicy: input.inventoryPolicy ?? variant.inventoryPolicy,
    };
    this.#store.saveVariant(next, tracked);
  }

  #payload(typename: string, id: string): object {
    return { __typename: typename, product: this.#nodes.byGid(gid('Product', id)), userErrors: [] };
  }
}
