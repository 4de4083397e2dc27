import {
  getNamedType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { dateTime, gid, idOf, type Nodes } from './nodes.ts';
import type { Store } from './store.ts';

interface BulkOperation {
  readonly id: string;
  readonly query: string;
  readonly grouped: boolean;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELED';
  readonly createdAt: number;
  completedAt: number | undefined;
  objectCount: number;
  rootObjectCount: number;
  fault: BulkFault | undefined;
}

export type BulkFault = 'failed' | 'canceled' | 'partial' | 'broken-line' | 'expired-url' | 'cut-off';

/** How many bulk queries may run at once. */
const runningLimit = 5;

/**
 * Bulk query operations: JSONL with children that do not follow their parents, `__parentId`, escaped slashes. The
 * result is made when it is downloaded, a line at a time.
 */
export class BulkOperations {
  readonly #operations = new Map<string, BulkOperation>();
  readonly #store: Store;
  readonly #nodes: Nodes;
  readonly #schema: GraphQLSchema;
  readonly #origin: () => string;
  readonly #finished: (gid: string) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** The next operations meet these. */
  readonly faults: BulkFault[] = [];
  /** How long an operation runs. */
  durationMs = 20;

  constructor(
    store: Store,
    nodes: Nodes,
    schema: GraphQLSchema,
    origin: () => string,
    finished: (gid: string) => void,
  ) {
    this.#store = store;
    this.#nodes = nodes;
    this.#schema = schema;
    this.#origin = origin;
    this.#finished = finished;
  }

  run(query: string, grouped: boolean): object {
    const refusal = this.#refusal(query);
    if (refusal)
      return {
        __typename: 'BulkOperationRunQueryPayload',
        bulkOperation: null,
        userErrors: [{ __typename: 'BulkOperationUserError', ...refusal }],
      };
    const operation: BulkOperation = {
      id: this.#store.newId(),
      query,
      grouped,
      status: 'RUNNING',
      createdAt: this.#store.now(),
      completedAt: undefined,
      objectCount: 0,
      rootObjectCount: 0,
      fault: this.faults.shift(),
    };
    this.#operations.set(operation.id, operation);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#finish(operation);
    }, this.durationMs);
    this.#timers.add(timer);
    return {
      __typename: 'BulkOperationRunQueryPayload',
      bulkOperation: this.node(operation.id),
      userErrors: [],
    };
  }

  cancel(gidText: string): object {
    const operation = this.#operations.get(idOf(gidText));
    if (operation?.status === 'RUNNING') operation.status = 'CANCELED';
    return {
      __typename: 'BulkOperationCancelPayload',
      bulkOperation: operation ? this.node(operation.id) : null,
      userErrors: [],
    };
  }

  list(): BulkOperation[] {
    return [...this.#operations.values()];
  }

  node(id: string): object | null {
    const operation = this.#operations.get(id);
    if (!operation) return null;
    const { status, fault } = operation;
    const url = `${this.#origin()}/_bulk/${id}.jsonl`;
    return {
      __typename: 'BulkOperation',
      id: gid('BulkOperation', id),
      status,
      type: 'QUERY',
      query: operation.query,
      errorCode: status === 'FAILED' ? 'INTERNAL_SERVER_ERROR' : null,
      createdAt: dateTime(operation.createdAt),
      completedAt: operation.completedAt === undefined ? null : dateTime(operation.completedAt),
      objectCount: String(operation.objectCount),
      rootObjectCount: String(operation.rootObjectCount),
      url: status === 'COMPLETED' && operation.objectCount > 0 ? url : null,
      partialDataUrl: status === 'FAILED' && fault === 'partial' ? url : null,
    };
  }

  /** The result as JSONL; undefined for an address that is not there or has expired. */
  download(id: string): AsyncIterable<string> | undefined {
    const operation = this.#operations.get(id);
    if (
      !operation ||
      (operation.status !== 'COMPLETED' && operation.fault !== 'partial') ||
      operation.fault === 'expired-url'
    )
      return undefined;
    return this.#file(operation);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async *#file(operation: BulkOperation): AsyncGenerator<string> {
    let part = '';
    let line = 0;
    for (const each of this.#lines(operation)) {
      line++;
      let text = JSON.stringify(each).replaceAll('/', '\\/');
      if (operation.fault === 'broken-line' && line === 2) text = text.slice(0, text.length / 2);
      if (
        (operation.fault === 'partial' || operation.fault === 'cut-off') &&
        line > operation.objectCount / 2
      ) {
        yield part;
        return;
      }
      part += `${text}\n`;
      if (part.length < 256 * 1024) continue;
      yield part;
      part = '';
    }
    if (part) yield part;
  }

  #finish(operation: BulkOperation): void {
    if (operation.status !== 'RUNNING') return;
    for (const line of this.#lines(operation)) {
      operation.objectCount++;
      if (!('__parentId' in line)) operation.rootObjectCount++;
    }
    operation.status =
      operation.fault === 'failed' || operation.fault === 'partial'
        ? 'FAILED'
        : operation.fault === 'canceled'
          ? 'CANCELED'
          : 'COMPLETED';
    operation.completedAt = this.#store.now();
    this.#finished(gid('BulkOperation', operation.id));
  }

  /** Grouped: children right behind their parents. Else all roots first, since nothing promises another order. */
  *#lines({ query, grouped }: BulkOperation): Generator<Record<string, unknown>> {
    const root = rootField(query);
    const nodeSelection = nodeSelectionOf(root);
    for (const node of this.#roots(root)) {
      yield plain(node, nodeSelection);
      if (grouped) yield* children(node, nodeSelection);
    }
    if (!grouped) for (const node of this.#roots(root)) yield* children(node, nodeSelection);
  }

  *#roots(root: FieldNode): Generator<Row> {
    const name = root.name.value;
    if (name === 'products')
      for (const each of this.#store.products.values()) yield this.#nodes.product(each) as Row;
    else if (name === 'inventoryItems')
      for (const each of this.#store.items.values()) yield this.#nodes.item(each) as Row;
    else if (name === 'productVariants')
      for (const each of this.#store.variants.values()) yield this.#nodes.variant(each) as Row;
    else if (name === 'locations')
      for (const each of this.#store.locations.values()) yield this.#nodes.location(each) as Row;
    else if (name === 'customers')
      for (const each of this.#store.customers.values()) yield this.#nodes.trade.customer(each) as Row;
    else if (name === 'collections')
      for (const each of this.#store.collections.values()) yield this.#nodes.trade.collection(each) as Row;
    else if (name === 'orders') {
      const { query } = argumentsOf(root) as { query?: string };
      const from = /created_at:>='([^']+)'/.exec(query ?? '')?.[1] ?? '1970-01-01T00:00:00Z';
      for (const each of this.#store.orders.values())
        if (each.createdAt >= Date.parse(from)) yield this.#nodes.trade.order(each) as Row;
    } else throw new Error(`not simulated: a bulk query of ${name}`);
  }

  #refusal(query: string): { field: string[] | null; message: string; code: string } | undefined {
    const running = this.list().filter(each => each.status === 'RUNNING');
    if (running.length >= runningLimit) {
      const ids = running.map(each => gid('BulkOperation', each.id)).join(', ');
      return {
        field: null,
        message: `A bulk query operation for this app and shop is already in progress: ${ids}.`,
        code: 'OPERATION_IN_PROGRESS',
      };
    }
    const invalid = (message: string) => ({ field: ['query'], message, code: 'INVALID' });
    const { connections, depth } = this.#connections(query);
    if (connections === 0) return invalid('Bulk queries must contain at least one connection.');
    if (connections > 5) return invalid('Bulk queries cannot contain more than 5 connections.');
    if (depth > 2)
      return invalid('Bulk queries cannot contain connections with a nesting depth greater than 2.');
    return undefined;
  }

  #connections(query: string): { connections: number; depth: number } {
    let connections = 0;
    let depth = 0;
    const walk = (selectionSet: SelectionSetNode | undefined, typeName: string, at: number): void => {
      const type = this.#schema.getType(typeName);
      for (const selection of selectionSet?.selections ?? []) {
        if (selection.kind !== Kind.FIELD || !type || !('getFields' in type)) continue;
        const definition = (type.getFields() as Record<string, { type: Parameters<typeof getNamedType>[0] }>)[
          selection.name.value
        ];
        const named = definition ? getNamedType(definition.type) : undefined;
        if (!named) continue;
        const isConnection = named.name.endsWith('Connection');
        if (isConnection) connections++;
        depth = Math.max(depth, isConnection ? at + 1 : at);
        walk(selection.selectionSet, named.name, isConnection ? at + 1 : at);
      }
    };
    const definition = parse(query).definitions[0];
    if (definition?.kind === Kind.OPERATION_DEFINITION) walk(definition.selectionSet, 'QueryRoot', 0);
    return { connections, depth };
  }
}

type Row = Record<string, unknown> & { readonly id: string };

function rootField(query: string): FieldNode {
  const definition = parse(query).definitions[0];
  const field =
    definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections[0] : undefined;
  if (field?.kind !== Kind.FIELD) throw new Error('a bulk query has one root field');
  return field;
}

/** What is selected of `edges { node { … } }`. */
function nodeSelectionOf(connection: FieldNode): SelectionSetNode {
  const edges = fieldsOf(connection.selectionSet).find(each => each.name.value === 'edges');
  const node = fieldsOf(edges?.selectionSet).find(each => each.name.value === 'node');
  if (!node?.selectionSet) throw new Error('a bulk query selects edges { node { … } }');
  return node.selectionSet;
}

function fieldsOf(selectionSet: SelectionSetNode | undefined): FieldNode[] {
  return (selectionSet?.selections ?? []).filter(each => each.kind === Kind.FIELD);
}

function isConnection(field: FieldNode): boolean {
  return fieldsOf(field.selectionSet).some(each => each.name.value === 'edges');
}

function valueOf(row: Row, field: FieldNode): unknown {
  const name = field.name.value;
  if (!(name in row)) throw new Error(`not simulated: ${String(row['__typename'])}.${name} in a bulk query`);
  const value = row[name];
  return typeof value === 'function' ? (value as (args: object) => unknown)(argumentsOf(field)) : value;
}

function argumentsOf(field: FieldNode): object {
  return Object.fromEntries(
    (field.arguments ?? []).map(({ name, value }) => {
      if (value.kind === Kind.LIST)
        return [name.value, value.values.map(each => ('value' in each ? each.value : null))];
      if (value.kind === Kind.INT) return [name.value, Number(value.value)];
      return [name.value, 'value' in value ? value.value : null];
    }),
  );
}

function plain(row: Row, selection: SelectionSetNode): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const field of fieldsOf(selection)) {
    if (isConnection(field)) continue;
    line[field.alias?.value ?? field.name.value] = shape(valueOf(row, field), field.selectionSet);
  }
  return line;
}

function shape(value: unknown, selection: SelectionSetNode | undefined): unknown {
  if (!selection || value === null) return value;
  if (Array.isArray(value)) return value.map(each => shape(each, selection));
  return plain(value as Row, selection);
}

function* children(row: Row, selection: SelectionSetNode): Generator<Record<string, unknown>> {
  for (const field of fieldsOf(selection)) {
    if (!isConnection(field)) continue;
    const inner = nodeSelectionOf(field);
    for (const child of allOf(row, field)) yield { ...plain(child, inner), __parentId: row.id };
    for (const child of allOf(row, field)) yield* children(child, inner);
  }
}

/** All pages of a connection. */
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
