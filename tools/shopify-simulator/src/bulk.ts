import type { GraphQLSchema } from 'graphql';
import { hasScope, scopeOfRoot } from './access.ts';
import { bulkLines, type BulkLine } from './bulk-lines.ts';
import { bulkRefusal, rootField } from './bulk-query.ts';
import { gid, idOf } from './ids.ts';
import type { Nodes } from './nodes.ts';
import { fits, parseSearch, type FieldValue } from './search-syntax.ts';
import type { Rows } from './rows.ts';
import { dateTime, dateTimeOrNull } from './times.ts';
import { userError } from './user-errors.ts';

export interface BulkOperation {
  readonly id: string;
  readonly query: string;
  readonly grouped: boolean;
  readonly scopes: ReadonlySet<string> | undefined;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELED';
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | undefined;
  readonly createdAt: number;
  completedAt: number | undefined;
  objectCount: number;
  rootObjectCount: number;
  fault: BulkFault | undefined;
}

export type BulkFault = 'failed' | 'canceled' | 'partial' | 'broken-line' | 'expired-url' | 'cut-off';

/** How many bulk queries may run at once. */
const runningLimit = 5;

/** How long the address of a result is good. */
const addressMs = 7 * 86_400_000;

/**
 * Bulk query operations: JSONL with children that do not follow their parents, `__parentId`, escaped slashes. The
 * result is made when it is downloaded, a line at a time.
 */
export class BulkOperations {
  readonly #operations = new Map<string, BulkOperation>();
  readonly #store: Rows;
  readonly #nodes: Nodes;
  readonly #schema: GraphQLSchema;
  readonly #origin: () => string;
  readonly #finished: (operation: BulkOperation) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** The next operations meet these. */
  readonly faults: BulkFault[] = [];
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
    const refusal = this.#inProgress() ?? bulkRefusal(query, this.#schema);
    const operation = refusal ? undefined : this.#begin(query, grouped, scopes);
    return {
      __typename: 'BulkOperationRunQueryPayload',
      bulkOperation: operation ? this.node(operation.id) : null,
      userErrors: refusal ? [refusal] : [],
    };
  }

  cancel(gidText: string): object {
    const operation = this.#operations.get(idOf(gidText));
    if (operation?.status === 'RUNNING') operation.status = 'CANCELED';
    return {
      __typename: 'BulkOperationCancelPayload',
      bulkOperation: operation ? this.node(operation.id) : null,
      userErrors: operation ? [] : [userError(['id'], 'Bulk operation does not exist', null, 'UserError')],
    };
  }

  /** Those that fit a search such as `status:running operation_type:query`. */
  list(query = ''): BulkOperation[] {
    const search = parseSearch(query);
    return [...this.#operations.values()].filter(each =>
      fits(search, each, readOperation, () => '', new Set()),
    );
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
      errorCode: operation.errorCode ?? null,
      createdAt: dateTime(operation.createdAt),
      completedAt: dateTimeOrNull(operation.completedAt),
      objectCount: String(operation.objectCount),
      rootObjectCount: String(operation.rootObjectCount),
      url: status === 'COMPLETED' && operation.objectCount > 0 ? url : null,
      partialDataUrl: status === 'FAILED' && fault === 'partial' ? url : null,
    };
  }

  /** The result as JSONL; undefined for an address that is not there or has expired. */
  download(id: string): AsyncIterable<string> | undefined {
    const operation = this.#operations.get(id);
    if (!operation || operation.fault === 'expired-url') return undefined;
    const hasFile = operation.status === 'COMPLETED' || operation.fault === 'partial';
    const isExpired = this.#store.now() > (operation.completedAt ?? 0) + addressMs;
    return hasFile && !isExpired ? this.#file(operation) : undefined;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** None is known any more, as in another shop. */
  clear(): void {
    this.stop();
    this.#operations.clear();
  }

  #begin(query: string, grouped: boolean, scopes: ReadonlySet<string> | undefined): BulkOperation {
    const operation: BulkOperation = {
      id: this.#store.newId(),
      query,
      grouped,
      scopes,
      status: 'RUNNING',
      errorCode: undefined,
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
    return operation;
  }

  #finish(operation: BulkOperation): void {
    if (operation.status !== 'RUNNING') return;
    operation.completedAt = this.#store.now();
    const scope = scopeOfRoot(rootField(operation.query).name.value);
    if (scope && operation.scopes && !hasScope(operation.scopes, scope)) {
      operation.status = 'FAILED';
      operation.errorCode = 'ACCESS_DENIED';
    } else {
      for (const line of this.#lines(operation)) {
        operation.objectCount++;
        if (!('__parentId' in line)) operation.rootObjectCount++;
      }
      const isFailed = operation.fault === 'failed' || operation.fault === 'partial';
      operation.status = isFailed ? 'FAILED' : operation.fault === 'canceled' ? 'CANCELED' : 'COMPLETED';
      if (isFailed) operation.errorCode = 'INTERNAL_SERVER_ERROR';
    }
    this.#finished(operation);
  }

  async *#file(operation: BulkOperation): AsyncGenerator<string> {
    const { fault } = operation;
    const lastLine =
      fault === 'partial' || fault === 'cut-off' ? Math.floor(operation.objectCount / 2) : Infinity;
    let part = '';
    let line = 0;
    for (const each of this.#lines(operation)) {
      line++;
      if (line > lastLine) break;
      const text = JSON.stringify(each).replaceAll('/', '\\/');
      const isBroken = fault === 'broken-line' && line === 2;
      part += `${isBroken ? text.slice(0, text.length / 2) : text}\n`;
      if (part.length < 256 * 1024) continue;
      yield part;
      part = '';
    }
    if (part) yield part;
  }

  #lines({ query, grouped, scopes }: BulkOperation): Generator<BulkLine> {
    return bulkLines(query, grouped, { rows: this.#store, nodes: this.#nodes, scopes });
  }

  #inProgress() {
    const running = this.list('status:running').map(each => gid('BulkOperation', each.id));
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
