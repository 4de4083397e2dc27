import type { FieldNode, SelectionSetNode } from 'graphql';
import { maySee, type DeniedData } from '../api/access.ts';
import { badRequest } from '../api/bad-request.ts';
import { argumentsOf, fieldsOf, isConnection, nodeSelectionOf, rootField } from './bulk-query.ts';
import type { Nodes } from '../graphql/nodes.ts';
import type { OrderRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { fits, parseSearch, type FieldValue } from '../search/search-syntax.ts';

type Row = Record<string, unknown> & { readonly id: string };
export type BulkLine = Record<string, unknown>;

/** The shop that a bulk query reads, as an app with these scopes sees it. */
export interface BulkSource {
  readonly rows: Rows;
  readonly nodes: Nodes;
  readonly scopes: ReadonlySet<string> | undefined;
  readonly denied: DeniedData;
}

/** Grouped: children directly after their parents. Otherwise all roots come first, as no order is guaranteed. */
export function* bulkLines(query: string, grouped: boolean, source: BulkSource): Generator<BulkLine> {
  const root = rootField(query);
  const selection = nodeSelectionOf(root);
  for (const node of rootsOf(root, source)) {
    yield plain(node, selection, source.denied);
    if (grouped) yield* children(node, selection, source.denied);
  }
  if (!grouped) for (const node of rootsOf(root, source)) yield* children(node, selection, source.denied);
}

function* rootsOf(root: FieldNode, { rows, nodes, scopes }: BulkSource): Generator<Row> {
  const name = root.name.value;
  const { query } = argumentsOf(root) as { query?: string };
  if (query !== undefined && name !== 'orders')
    throw badRequest(`not simulated: ${name}(query:) in a bulk query`);
  switch (name) {
    case 'products':
      for (const each of rows.products.values()) yield nodes.product(each) as Row;
      return;
    case 'inventoryItems':
      for (const each of rows.items.values()) yield nodes.item(each) as Row;
      return;
    case 'productVariants':
      for (const each of rows.variants.values()) yield nodes.variant(each) as Row;
      return;
    case 'locations':
      for (const each of rows.locations.values()) yield nodes.location(each) as Row;
      return;
    case 'customers':
      for (const each of rows.customers.values()) yield nodes.customer(each) as Row;
      return;
    case 'collections':
      for (const each of rows.collections.values()) yield nodes.collection(each) as Row;
      return;
    case 'orders': {
      const search = parseSearch(query ?? '');
      for (const each of rows.orders.values()) {
        const isAskedFor = fits(search, each, readOrder, () => '', new Set());
        if (isAskedFor && maySee(each, scopes, rows.now())) yield nodes.order(each) as Row;
      }
      return;
    }
    default:
      throw badRequest(`not simulated: a bulk query of ${name}`);
  }
}

function readOrder(order: OrderRecord, field: string): FieldValue {
  if (field === 'created_at') return { time: order.createdAt };
  if (field === 'updated_at') return { time: order.updatedAt };
  throw badRequest(`not simulated: orders by ${field} in a bulk query`);
}

function valueOf(row: Row, field: FieldNode, denied: DeniedData): unknown {
  const name = field.name.value;
  if (denied.has(`${String(row['__typename'])}.${name}`)) return null;
  if (!(name in row)) throw badRequest(`not simulated: ${String(row['__typename'])}.${name} in a bulk query`);
  const value = row[name];
  return typeof value === 'function' ? (value as (args: object) => unknown)(argumentsOf(field)) : value;
}

function plain(row: Row, selection: SelectionSetNode, denied: DeniedData): BulkLine {
  const line: BulkLine = {};
  for (const field of fieldsOf(selection)) {
    if (isConnection(field)) continue;
    line[field.alias?.value ?? field.name.value] = shape(
      valueOf(row, field, denied),
      field.selectionSet,
      denied,
    );
  }
  return line;
}

function shape(value: unknown, selection: SelectionSetNode | undefined, denied: DeniedData): unknown {
  if (!selection || value === null) return value;
  if (Array.isArray(value)) return value.map(each => shape(each, selection, denied));
  return plain(value as Row, selection, denied);
}

function* children(row: Row, selection: SelectionSetNode, denied: DeniedData): Generator<BulkLine> {
  for (const field of fieldsOf(selection).filter(isConnection)) {
    const inner = nodeSelectionOf(field);
    for (const child of allOf(row, field)) yield { ...plain(child, inner, denied), __parentId: row.id };
    for (const child of allOf(row, field)) yield* children(child, inner, denied);
  }
}

/** The rows of all pages of a connection. */
function* allOf(row: Row, field: FieldNode): Generator<Row> {
  const list = row[field.name.value] as (args: object) => {
    nodes: Row[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
  for (let after: string | null = null, hasMore = true; hasMore;) {
    const page: ReturnType<typeof list> = list({ ...argumentsOf(field), first: 250, after });
    yield* page.nodes;
    ({ hasNextPage: hasMore, endCursor: after } = page.pageInfo);
  }
}
