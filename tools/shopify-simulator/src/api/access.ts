import { GraphQLError } from 'graphql';
import type { Idempotency } from './idempotency.ts';
import type { OrderRecord } from '../shop/records.ts';

/** What a request may see, and what it collects besides its data. */
export interface RequestContext {
  /** Unknown search fields, which filter nothing; the answer warns of them. */
  readonly unknownFields: Set<string>;
  /** The app's scopes; undefined for the merchant, who may do everything. */
  readonly scopes: ReadonlySet<string> | undefined;
  /** Personal data that the shop's plan withholds from apps. */
  readonly denied?: DeniedData;
  /** Idempotency keys and their results; the merchant needs no keys. */
  readonly idempotency?: Idempotency;
  /** Callbacks to run once the answer is sent. */
  readonly onAnswered: (() => void)[];
}

/** How each field of personal data is denied, by "Customer.email". */
export type DeniedData = ReadonlyMap<string, 'null' | 'error'>;

/** All scopes that are simulated, except for orders older than 60 days. */
export const defaultScopes: readonly string[] = [
  'read_products',
  'write_products',
  'read_inventory',
  'write_inventory',
  'read_locations',
  'write_locations',
  'read_customers',
  'write_customers',
  'read_customer_merge',
  'write_customer_merge',
  'read_orders',
  'write_orders',
  'read_publications',
  'write_publications',
];

/** An app without `read_all_orders` sees the orders of the last 60 days. */
const orderDaysMs = 60 * 86_400_000;

export function maySee(order: OrderRecord, scopes: ReadonlySet<string> | undefined, now: number): boolean {
  return !scopes || scopes.has('read_all_orders') || order.createdAt >= now - orderDaysMs;
}

/** By scope: the fields that need it. `Type.*` stands for every field of a type. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  read_products: [
    'product',
    'products',
    'productsCount',
    'productByIdentifier',
    'productVariant',
    'productVariants',
    'productVariantsCount',
    'collection',
    'collections',
    'collectionsCount',
    'collectionByIdentifier',
    'Product.*',
    'ProductVariant.*',
    'Collection.*',
  ],
  read_inventory: [
    'inventoryItem',
    'inventoryItems',
    'inventoryLevel',
    'InventoryItem.*',
    'InventoryLevel.*',
  ],
  read_locations: ['location', 'locations', 'locationsCount'],
  read_customers: ['customer', 'customers', 'customersCount', 'customerByIdentifier', 'Customer.*'],
  read_orders: [
    'order',
    'orders',
    'ordersCount',
    'orderByIdentifier',
    'metafieldDefinition',
    'metafieldDefinitions',
    'Order.*',
  ],
  read_publications: ['publication', 'publications', 'publicationsCount'],
  write_products: [
    'Mutation.productSet',
    'Mutation.productCreate',
    'Mutation.productUpdate',
    'Mutation.productDelete',
    'Mutation.productVariantsBulkUpdate',
    'Mutation.productVariantsBulkCreate',
    'Mutation.productVariantsBulkDelete',
    'Mutation.collectionCreate',
    'Mutation.collectionUpdate',
    'Mutation.collectionDelete',
    'Mutation.collectionAddProducts',
    'Mutation.collectionRemoveProducts',
  ],
  write_inventory: [
    'Mutation.inventorySetQuantities',
    'Mutation.inventoryAdjustQuantities',
    'Mutation.inventoryDeactivate',
    'Mutation.inventoryActivate',
  ],
  write_locations: [
    'Mutation.locationAdd',
    'Mutation.locationEdit',
    'Mutation.locationActivate',
    'Mutation.locationDeactivate',
    'Mutation.locationDelete',
  ],
  write_customers: [
    'Mutation.customerCreate',
    'Mutation.customerUpdate',
    'Mutation.customerDelete',
    'Mutation.customerAddressCreate',
    'Mutation.customerAddressUpdate',
    'Mutation.customerAddressDelete',
    'Mutation.customerUpdateDefaultAddress',
  ],
  write_customer_merge: ['Mutation.customerMerge'],
  write_orders: [
    'Mutation.orderCreate',
    'Mutation.orderUpdate',
    'Mutation.orderCancel',
    'Mutation.orderClose',
    'Mutation.orderOpen',
    'Mutation.orderMarkAsPaid',
    'Mutation.orderDelete',
    'Mutation.refundCreate',
    'Mutation.metafieldDefinitionCreate',
  ],
  write_publications: ['Mutation.publishablePublish', 'Mutation.publishableUnpublish'],
};

const scopeOf = new Map(
  Object.entries(fieldsOf).flatMap(([scope, fields]) =>
    fields.map(each => [each.includes('.') ? each : `QueryRoot.${each}`, scope] as const),
  ),
);

/** Other scopes that also grant a scope's fields. */
const alsoOpenedBy: Readonly<Record<string, readonly string[]>> = {
  read_inventory: ['read_products'],
  read_locations: ['read_inventory'],
};

/** @throws Shopify's ACCESS_DENIED when the app lacks the scope that a field needs. */
export function refuseWithoutScope(typeName: string, fieldName: string, { scopes }: RequestContext): void {
  if (!scopes) return;
  const scope = scopeOfField(typeName, fieldName);
  if (!scope || hasScope(scopes, scope)) return;
  throw new GraphQLError(
    `Access denied for ${fieldName} field. Required access: \`${scope}\` access scope.`,
    {
      extensions: {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess: `\`${scope}\` access scope.`,
      },
    },
  );
}

/**
 * Whether a field is null because the shop's plan withholds it from apps.
 * @throws ACCESS_DENIED if the field is denied with an error.
 */
export function isWithheld(typeName: string, fieldName: string, { denied }: RequestContext): boolean {
  const how = denied?.get(`${typeName}.${fieldName}`);
  if (how !== 'error') return how === 'null';
  throw new GraphQLError(
    `This app is not approved to use the ${fieldName} field. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`,
    { extensions: { code: 'ACCESS_DENIED', documentation: 'https://shopify.dev/api/usage/access-scopes' } },
  );
}

/** `write_x` includes `read_x`. */
export function hasScope(scopes: ReadonlySet<string>, scope: string): boolean {
  return [scope, ...(alsoOpenedBy[scope] ?? [])].some(
    each => scopes.has(each) || scopes.has(each.replace('read_', 'write_')),
  );
}

/** The scope that a field needs; undefined if none. */
export function scopeOfField(typeName: string, fieldName: string): string | undefined {
  return scopeOf.get(`${typeName}.${fieldName}`) ?? scopeOf.get(`${typeName}.*`);
}
