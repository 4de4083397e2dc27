import type {
  CollectionRecord,
  CustomerRecord,
  InventoryItemRecord,
  InventoryLevelRecord,
  LocationRecord,
  OrderRecord,
  ProductRecord,
  VariantRecord,
} from '../shop/records.ts';

/** What a resolver finds its fields in. */
export interface GraphqlNode {
  readonly __typename: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

/** The GraphQL objects that others lead to: what builds one is given it, and knows nothing of all the others. */
export interface NodeLookup {
  customer(row: CustomerRecord): object;
  order(row: OrderRecord): object;
  collection(row: CollectionRecord): object;
  location(row: LocationRecord): object;
  product(row: ProductRecord): GraphqlNode;
  variant(row: VariantRecord): GraphqlNode;
  item(row: InventoryItemRecord): GraphqlNode;
  level(row: InventoryLevelRecord): GraphqlNode;
}
