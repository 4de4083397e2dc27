import type { DocumentOf } from '@tidemark/schema';
import * as shapes from '../read/shapes.ts';
import type { ResourceKind } from '../shopify.ts';
import { toCustomer, toOrder, toProduct, toProductCollection } from '../read/translate.ts';
import { defineResource, type Resource } from './resource.ts';

export type { Asking, Resource, ResourcePage, Scope } from './resource.ts';

/** Used if no sales channel is configured; `@include` then leaves the field out. */
const noPublication = 'gid://shopify/Publication/0';

/** All resources that are read by time of change, by id and in bulk. */
export const resources: { readonly [K in ResourceKind]: Resource<DocumentOf[K]> } = {
  products: defineResource({
    type: 'Product',
    root: 'products',
    children: 'variants',
    name: 'title',
    node: shapes.productHead,
    child: shapes.variant,
    idsPerRead: 100,
    // Every status is named: without it, Shopify's list of products may leave some out.
    filter: () => ' AND (status:active OR status:draft OR status:archived OR status:unlisted)',
    variables: ({ publicationId }) => ({
      publicationId: publicationId ?? noPublication,
      byPublication: publicationId !== undefined,
    }),
    expected: head => head.variantsCount?.count,
    toDocument: toProduct,
  }),
  productCollections: defineResource({
    type: 'Collection',
    root: 'collections',
    children: 'products',
    name: 'title',
    node: shapes.productCollection,
    child: shapes.member,
    idsPerRead: 20,
    filter: () => '',
    toDocument: toProductCollection,
  }),
  customers: defineResource({
    type: 'Customer',
    root: 'customers',
    children: 'addressesV2',
    node: shapes.customer,
    child: shapes.address,
    idsPerRead: 50,
    filter: () => '',
    toDocument: toCustomer,
  }),
  orders: defineResource({
    type: 'Order',
    root: 'orders',
    children: 'lineItems',
    name: 'name',
    node: shapes.order,
    child: shapes.orderLine,
    idsPerRead: 15,
    filter: ({ ordersFrom }) => ` AND created_at:>='${ordersFrom}'`,
    toDocument: toOrder,
  }),
};
