import type { BulkOperation } from '../bulk/bulk.ts';
import { gid } from '../shop/ids.ts';
import type { Rows } from '../shop/rows.ts';
import type { StoreChange } from '../shop/store.ts';
import { shopTime } from '../shop/times.ts';
import { customerBody } from './webhook-customer-body.ts';
import { digits, rawId } from './webhook-json.ts';
import { orderBody } from './webhook-order-body.ts';
import { productBody } from './webhook-product-body.ts';
import { refundBody } from './webhook-refund-body.ts';
import {
  collectionBody,
  goneItemBody,
  itemBody,
  levelBody,
  locationBody,
  shopBody,
} from './webhook-shop-bodies.ts';

/** The REST-style body of a webhook. Ids are JSON numbers with all their digits, also above 2^53. */
export function webhookBody(store: Rows, change: StoreChange): string {
  return digits(bodyOf(store, change));
}

/** The body as an object; for a deleted thing little more than its id. */
function bodyOf(store: Rows, { kind, id, mergedId }: StoreChange): object {
  const gone = { id: rawId(id) };
  switch (kind) {
    case 'product': {
      const product = store.products.get(id);
      return product ? productBody(store, product) : gone;
    }
    case 'item': {
      const item = store.items.get(id);
      return item ? itemBody(store, item) : goneItemBody(id);
    }
    case 'level':
      return levelBody(store, id, store.levels.get(id));
    case 'location': {
      const location = store.locations.get(id);
      return location ? locationBody(store, location) : gone;
    }
    case 'customer': {
      if (mergedId !== undefined) return mergeBody(id, mergedId);
      const customer = store.customers.get(id);
      if (customer) return customerBody(store, customer);
      return { ...gone, tax_exemptions: [], admin_graphql_api_id: gid('Customer', id) };
    }
    case 'order': {
      const order = store.orders.get(id);
      return order ? orderBody(store, order) : gone;
    }
    case 'refund': {
      const order = store.orders.get(id);
      const refund = order?.refunds.at(-1);
      return order && refund ? refundBody(store, order, refund) : gone;
    }
    case 'collection': {
      const collection = store.collections.get(id);
      return collection ? collectionBody(store, collection) : goneCollection(id);
    }
    case 'shop':
      return shopBody(store);
  }
}

function goneCollection(id: string): object {
  return { id: rawId(id), published_scope: 'web', admin_graphql_api_id: gid('Collection', id) };
}

function mergeBody(keptId: string, goneId: string): object {
  return {
    admin_graphql_api_customer_kept_id: gid('Customer', keptId),
    admin_graphql_api_customer_deleted_id: gid('Customer', goneId),
    admin_graphql_api_job_id: null,
    status: 'completed',
    errors: [],
  };
}

/** The body of `bulk_operations/finish`: status and error code in lower case, no address. */
export function bulkFinishBody(operation: BulkOperation, timeZone: string): string {
  return JSON.stringify({
    admin_graphql_api_id: gid('BulkOperation', operation.id),
    completed_at: operation.completedAt === undefined ? null : shopTime(operation.completedAt, timeZone),
    created_at: shopTime(operation.createdAt, timeZone),
    error_code: operation.errorCode?.toLowerCase() ?? null,
    status: operation.status.toLowerCase(),
    type: 'query',
  });
}
