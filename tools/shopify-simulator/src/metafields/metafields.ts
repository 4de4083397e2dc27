import { gid } from '../shop/ids.ts';
import type { MetafieldDefinitionRecord, MetafieldRecord, OrderRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';

export interface MetafieldKey {
  readonly namespace?: string | null | undefined;
  readonly key: string;
}

/** Shopify's internal name of the app's own namespace. */
const appNamespace = 'app--20010000001';

/** The full namespace: none or `$app` is the app's own, `$app:x` a part of it. */
export function namespaceOf(given: string | null | undefined): string {
  if (given == null || given === '$app') return appNamespace;
  return given.startsWith('$app:') ? `${appNamespace}--${given.slice(5)}` : given;
}

export function definitionOf(rows: Rows, of: MetafieldKey): MetafieldDefinitionRecord | undefined {
  const namespace = namespaceOf(of.namespace);
  return [...rows.metafieldDefinitions.values()].find(
    each => each.namespace === namespace && each.key === of.key,
  );
}

/** An order that has this value in that metafield. */
export function orderWithValue(
  rows: Rows,
  of: MetafieldKey & { readonly value: string },
  createdUntil = Infinity,
): OrderRecord | undefined {
  const namespace = namespaceOf(of.namespace);
  for (const order of rows.orders.values()) {
    if (order.createdAt > createdUntil) continue;
    for (const each of order.metafields ?? [])
      if (each.namespace === namespace && each.key === of.key && each.value === of.value) return order;
  }
  return undefined;
}

export function metafieldNode(
  row: MetafieldRecord,
  order: OrderRecord,
  times: { createdAt: string; updatedAt: string },
) {
  return {
    __typename: 'Metafield',
    id: gid('Metafield', row.id ?? order.id),
    legacyResourceId: row.id ?? order.id,
    ownerType: 'ORDER',
    namespace: row.namespace,
    key: row.key,
    type: row.type,
    value: row.value,
    jsonValue: row.value,
    ...times,
  };
}
