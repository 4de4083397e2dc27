import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { hasScope, scopeOfField, type DeniedData } from '../api/access.ts';
import { bulkLines, type BulkLine } from './bulk-lines.ts';
import { fieldsIn } from './bulk-query.ts';
import { bulkRefusals } from './bulk-rules.ts';
import { bulkFile, type BulkFault } from './bulk-file.ts';
import { badRequest } from '../api/bad-request.ts';
import { gid, idOf, typeOf } from '../shop/ids.ts';
import { Nodes } from '../graphql/nodes.ts';
import { fits, parseSearch, termsOf, type FieldValue } from '../search/search-syntax.ts';
import type { Rows } from '../shop/rows.ts';
import { dateTime, dateTimeOrNull } from '../shop/times.ts';
import { userError, type UserError } from '../api/user-errors.ts';

export type { BulkFault } from './bulk-file.ts';

export interface BulkOperation {
  readonly id: string;
  readonly query: string;
  readonly grouped: boolean;
  readonly scopes: ReadonlySet<string> | undefined;
  /** CREATED in the answer to its start, then RUNNING. */
  status: 'CREATED' | 'RUNNING' | 'CANCELING' | 'COMPLETED' | 'FAILED' | 'CANCELED';
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | undefined;
  readonly createdAt: number;
  completedAt: number | undefined;
  objectCount: number;
  rootObjectCount: number;
  /** The place in the shop's history whose state the result shows. */
  mark: number;
  readonly fault: BulkFault | undefined;
}

/** Maximum number of bulk queries that run at once. */
const runningLimit = 5;

/** How long the address of a result is valid. */
const addressMs = 7 * 86_400_000;

/** How long making lines may block the event loop. */
const turnMs = 10;

/** Lines tried before an operation starts, so that an unsimulated field is refused at once. */
const triedLines = 50;

/**
 * Bulk query operations: JSONL with `__parentId` and escaped slashes; children follow their parents only when grouped.
 * The result shows the shop as it was at the end of the run. It is made during the download, a line at a time. While a
 * large one is counted or made, the shop answers other requests.
 */
export class BulkOperations {
  readonly #operations = new Map<string, BulkOperation>();
  readonly #store: Rows;
  readonly #nodes: Nodes;
  readonly #schema: GraphQLSchema;
  readonly #origin: () => string;
  readonly #finished: (operation: BulkOperation) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** The number of stops: a run that began before the last one is dropped. */
  #era = 0;
  #copy: { readonly mark: number; readonly rows: Rows } | undefined;
  /** Faults of the next operations, one each. */
  readonly faults: BulkFault[] = [];
  /** Personal data that the shop's plan withholds from apps. */
  denied: DeniedData = new Map();
  /** How long an operation runs. */
  durationMs = 20;

  constructor(
    store: Rows,
    nodes: Nodes,
    schema: GraphQLSchema,
    origin: () => string,
    finished: (operation: BulkOperation) => void,
  ) {
    this.#store = store;
    this.#nodes = nodes;
    this.#schema = schema;
    this.#origin = origin;
    this.#finished = finished;
  }

  run(query: string, grouped: boolean, scopes: ReadonlySet<string> | undefined): object {
    const busy = this.#inProgress();
    const refusals = busy ? [busy] : bulkRefusals(query, this.#schema);
    const operation = refusals.length > 0 ? undefined : this.#begin(query, grouped, scopes);
    return {
      __typename: 'BulkOperationRunQueryPayload',
      bulkOperation: operation ? this.node(operation.id) : null,
      userErrors: refusals,
    };
  }

  /** The operation is CANCELING until it would have ended, then CANCELED. */
  cancel(gidText: string): object {
    const operation = this.#operations.get(idOf(gidText));
    const isRunning = operation?.status === 'CREATED' || operation?.status === 'RUNNING';
    if (operation && isRunning) operation.status = 'CANCELING';
    const message = operation
      ? `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`
      : 'Bulk operation does not exist';
    return {
      __typename: 'BulkOperationCancelPayload',
      bulkOperation: operation ? this.node(operation.id) : null,
      userErrors: isRunning ? [] : [userError(operation ? null : ['id'], message)],
    };
  }

  /** The operations that match a search such as `status:running operation_type:query`. */
  list(query = '', unknown = new Set<string>()): BulkOperation[] {
    const search = parseSearch(query);
    const times = termsOf(search).filter(each => each.field === 'created_at');
    if (times.some(each => Number.isNaN(Date.parse(each.value))))
      throw badRequest('Invalid timestamp for query filter `created_at`.');
    return [...this.#operations.values()].filter(each =>
      fits(search, each, readOperation, () => '', unknown),
    );
  }

  find(gidText: string): object | null {
    if (typeOf(gidText) !== 'BulkOperation') throw badRequest(`Invalid id: ${gidText}`, 'RESOURCE_NOT_FOUND');
    return this.node(idOf(gidText));
  }

  node(id: string): object | null {
    const operation = this.#operations.get(id);
    if (!operation) return null;
    const { status, fault } = operation;
    const url = `${this.#origin()}/_bulk/${id}.jsonl`;
    const hasFile = status === 'COMPLETED' && operation.objectCount > 0;
    return {
      __typename: 'BulkOperation',
      id: gid('BulkOperation', id),
      status,
      type: 'QUERY',
      query: operation.query,
      errorCode: operation.errorCode ?? null,
      createdAt: dateTime(operation.createdAt),
      completedAt: dateTimeOrNull(operation.completedAt),
      objectCount: String(operation.objectCount),
      rootObjectCount: String(operation.rootObjectCount),
      fileSize: async () => (hasFile ? this.#size(operation) : null),
      url: hasFile ? url : null,
      partialDataUrl: status === 'FAILED' && fault === 'partial' ? url : null,
    };
  }

  /** Answers GET /_bulk/{id}.jsonl like the storage to which Shopify's addresses point. */
  respond(pathname: string): Response {
    const id = /^\/_bulk\/(\d+)\.jsonl$/.exec(pathname)?.[1] ?? '';
    const operation = this.#operations.get(id);
    const hasFile = operation?.status === 'COMPLETED' || operation?.fault === 'partial';
    const isExpired =
      operation?.fault === 'expired-url' || this.#store.now() > (operation?.completedAt ?? 0) + addressMs;
    if (!operation || !hasFile || isExpired)
      return new Response('<Error><Code>ExpiredToken</Code></Error>', { status: 400 });
    const parts = bulkFile(this.#linesInTurns(operation), operation.objectCount, operation.fault);
    const stream = Readable.toWeb(Readable.from(parts, { objectMode: false })) as ReadableStream;
    return new Response(stream, { headers: { 'content-type': 'application/jsonl' } });
  }

  stop(): void {
    this.#era++;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Forgets all operations, for another shop. */
  clear(): void {
    this.stop();
    this.#operations.clear();
    this.#copy = undefined;
  }

  #begin(query: string, grouped: boolean, scopes: ReadonlySet<string> | undefined): BulkOperation {
    const operation: BulkOperation = {
      id: this.#store.newId(),
      query,
      grouped,
      scopes,
      status: 'CREATED',
      errorCode: undefined,
      createdAt: this.#store.now(),
      completedAt: undefined,
      objectCount: 0,
      rootObjectCount: 0,
      mark: this.#store.mark(),
      fault: this.faults.shift(),
    };
    let tried = 0;
    for (const _line of this.#lines(operation, this.#store)) if (++tried === triedLines) break;
    this.#operations.set(operation.id, operation);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#finish(operation);
    }, this.durationMs);
    this.#timers.add(timer);
    // The answer to the start says CREATED; later reads say RUNNING.
    setImmediate(() => {
      if (operation.status === 'CREATED') operation.status = 'RUNNING';
    });
    return operation;
  }

  async #finish(operation: BulkOperation): Promise<void> {
    const era = this.#era;
    operation.completedAt = this.#store.now();
    operation.mark = this.#store.mark();
    const isCanceled = () => operation.status === 'CANCELING' || operation.fault === 'canceled';
    const error = isCanceled()
      ? undefined
      : (this.#missingAccess(operation) ?? (await this.#count(operation)));
    // The simulator was stopped during the count.
    if (era !== this.#era) return;
    operation.status = isCanceled() ? 'CANCELED' : error ? 'FAILED' : 'COMPLETED';
    operation.errorCode = error;
    this.#finished(operation);
  }

  /** One field that the app may not read fails the whole operation. */
  #missingAccess({ query, scopes }: BulkOperation): BulkOperation['errorCode'] {
    if (!scopes) return undefined;
    const fields = fieldsIn(query, this.#schema);
    const needed = fields.flatMap(({ type, field }) => scopeOfField(type, field) ?? []);
    const isDenied = fields.some(({ type, field }) => this.denied.get(`${type}.${field}`) === 'error');
    return !isDenied && needed.every(each => hasScope(scopes, each)) ? undefined : 'ACCESS_DENIED';
  }

  async #count(operation: BulkOperation): Promise<BulkOperation['errorCode']> {
    try {
      for await (const line of this.#linesInTurns(operation)) {
        operation.objectCount++;
        if (!('__parentId' in line)) operation.rootObjectCount++;
      }
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      console.error(error.message);
      return 'INTERNAL_SERVER_ERROR';
    }
    const isFailed = operation.fault === 'failed' || operation.fault === 'partial';
    return isFailed ? 'INTERNAL_SERVER_ERROR' : undefined;
  }

  #lines({ query, grouped, scopes }: BulkOperation, rows: Rows): Generator<BulkLine> {
    const nodes = rows === this.#store ? this.#nodes : new Nodes(rows, this.#origin);
    return bulkLines(query, grouped, { rows, nodes, scopes, denied: this.denied });
  }

  async *#linesInTurns(operation: BulkOperation): AsyncGenerator<BulkLine> {
    let turnBegan = performance.now();
    for (const line of this.#lines(operation, this.#copyAt(operation.mark))) {
      yield line;
      if (performance.now() - turnBegan < turnMs) continue;
      await nextTurn();
      turnBegan = performance.now();
    }
  }

  /** The shop as it was at a mark; kept, so that the count and the download read the same copy. */
  #copyAt(mark: number): Rows {
    if (this.#copy?.mark !== mark) this.#copy = { mark, rows: this.#store.copyAt(mark) };
    return this.#copy.rows;
  }

  async #size(operation: BulkOperation): Promise<string> {
    let size = 0;
    for await (const part of bulkFile(this.#linesInTurns(operation), operation.objectCount, operation.fault))
      size += Buffer.byteLength(part);
    return String(size);
  }

  #inProgress(): UserError | undefined {
    const running = this.list('status:created,running,canceling').map(each => gid('BulkOperation', each.id));
    if (running.length < runningLimit) return undefined;
    const message = `A bulk query operation for this app and shop is already in progress: ${running.join(', ')}.`;
    return userError(null, message, 'OPERATION_IN_PROGRESS', 'BulkOperationUserError');
  }
}

function readOperation(operation: BulkOperation, field: string): FieldValue | undefined {
  if (field === 'status') return { texts: [operation.status] };
  if (field === 'operation_type') return { texts: ['query'] };
  if (field === 'created_at') return { time: operation.createdAt };
  if (field === 'id') return { id: operation.id };
  return undefined;
}
