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

/** The source object from which fields are resolved. */
export interface GraphqlNode {
  readonly __typename: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

/** Builds the nodes that other nodes refer to, so that node builders need not import each other. */
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
