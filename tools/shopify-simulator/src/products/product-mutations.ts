import { badRequest, refuseOthers } from '../api/bad-request.ts';
import { gid, idOf } from '../shop/ids.ts';
import { cleanTags, tooLong, tooManyTags } from '../api/limits.ts';
import type { Nodes } from '../graphql/nodes.ts';
import type { ProductRecord, ProductStatus } from '../shop/records.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';
import { newVariant, quantityProblem, type VariantInput } from './variant-input.ts';

interface ProductInput {
  readonly id?: string;
  readonly title?: string;
  readonly handle?: string;
  readonly vendor?: string;
  readonly productType?: string;
  readonly status?: ProductStatus;
  readonly giftCard?: boolean;
  readonly requiresSellingPlan?: boolean;
  readonly tags?: readonly string[];
  readonly productOptions?: readonly { name: string; values?: readonly { name: string }[] }[];
  readonly variants?: readonly VariantInput[];
}

const productFields = [
  ...['id', 'title', 'handle', 'vendor', 'productType', 'status', 'tags', 'productOptions', 'variants'],
  ...['giftCard', 'requiresSellingPlan'],
];

const defaultOption = { name: 'Title', values: [{ name: 'Default Title' }] };

/** Mutations of products. */
export function productMutations(store: Store, nodes: Nodes) {
  const payload = (name: string, id: string | undefined, userErrors: UserError[] = []) => ({
    __typename: `${name}Payload`,
    product: id === undefined ? null : nodes.byGid(gid('Product', id)),
    userErrors,
  });

  function create(name: string, input: ProductInput): object {
    refuseOthers('ProductInput', input, productFields);
    if (!input.title?.trim())
      return payload(name, undefined, [userError(['input', 'title'], "Title can't be blank")]);
    const wrong = productErrors(store, input, undefined);
    if (wrong.length > 0) return payload(name, undefined, wrong);
    const product = newProduct(store, input.title, input);
    const variants = input.variants ?? [{}];
    const problem = quantityProblem(store, variants);
    if (problem) return payload(name, undefined, [problem]);
    for (const variant of variants) product.variantIds.push(newVariant(store, product, variant));
    store.saveProduct(product);
    return payload(name, product.id);
  }

  function update(name: string, input: ProductInput): object {
    refuseOthers('ProductInput', input, productFields);
    const { id, title, vendor, productType, status, tags, handle, variants, requiresSellingPlan } = input;
    const product = id ? store.products.get(idOf(id)) : undefined;
    if (!product) return payload(name, undefined, [userError(['id'], 'Product does not exist')]);
    if (title !== undefined && !title.trim())
      return payload(name, undefined, [userError(['title'], "Title can't be blank")]);
    const wrong = productErrors(store, input, product);
    if (wrong.length > 0) return payload(name, product.id, wrong);
    if (input.giftCard !== undefined && input.giftCard !== (product.isGiftCard ?? false))
      return payload(name, product.id, [userError(['giftCard'], 'Gift card cannot be changed')]);
    if (variants)
      throw badRequest('not simulated: changing variants by productSet; use productVariantsBulkUpdate');
    const change = {
      ...{ title, vendor, productType, status, handle, requiresSellingPlan },
      tags: tags && cleanTags(tags),
    };
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    store.saveProduct({ ...product, ...given });
    return payload(name, product.id);
  }

  return {
    productSet: ({ input }: { input: ProductInput }) =>
      input.id ? update('ProductSet', input) : create('ProductSet', input),
    productCreate: ({ product }: { product?: ProductInput | null }) => {
      if (!product) throw badRequest('not simulated: productCreate without product');
      return create('ProductCreate', product);
    },
    productUpdate: ({ product, input }: { product?: ProductInput; input?: ProductInput }) =>
      update('ProductUpdate', product ?? input ?? {}),
    productDelete: ({ input: { id } }: { input: { id: string } }) => {
      const isGone = store.deleteProduct(idOf(id));
      return {
        __typename: 'ProductDeletePayload',
        deletedProductId: isGone ? id : null,
        userErrors: isGone ? [] : [userError(['id'], 'Product does not exist')],
      };
    },
  };
}

/** Why Shopify refuses a product's own fields. */
function productErrors(store: Store, input: ProductInput, own: ProductRecord | undefined): UserError[] {
  const errors = [
    ...tooLong({ ...input }, ['title', 'vendor', 'handle', 'productType'], ['input']),
    ...tooManyTags(input.tags, ['input']),
  ];
  const isTaken =
    input.handle !== undefined &&
    input.handle !== own?.handle &&
    [...store.products.values()].some(each => each.handle === input.handle);
  if (isTaken)
    errors.push(
      userError(['input', 'handle'], `Handle '${input.handle}' already in use. Please provide a new handle.`),
    );
  return errors;
}

/** A handle from a title, numbered if another product has it. */
function freeHandle(store: Store, title: string): string {
  const taken = new Set([...store.products.values()].map(each => each.handle));
  const handle = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  for (let n = 0; ; n++) {
    const next = n === 0 ? handle : `${handle}-${n}`;
    if (!taken.has(next)) return next;
  }
}

function newProduct(store: Store, title: string, input: ProductInput): ProductRecord {
  const now = store.now();
  return {
    id: store.newId(),
    title,
    handle: input.handle ?? freeHandle(store, title),
    vendor: input.vendor ?? store.shop.name,
    productType: input.productType ?? '',
    status: input.status ?? 'ACTIVE',
    ...(input.giftCard ? { isGiftCard: true } : {}),
    ...(input.requiresSellingPlan ? { requiresSellingPlan: true } : {}),
    tags: cleanTags(input.tags ?? []),
    imageUrl: undefined,
    options: (input.productOptions ?? [defaultOption]).map(({ name, values }) => ({
      name,
      values: (values ?? []).map(value => value.name),
    })),
    variantIds: [],
    publishedAt: now,
    createdAt: now,
    updatedAt: now,
  };
}
