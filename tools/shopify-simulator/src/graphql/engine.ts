import { freshAdminSchema } from '@tidemark/admin-schema';
import {
  execute,
  getOperationAST,
  GraphQLError,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { isWithheld, refuseWithoutScope, type DeniedData, type RequestContext } from '../api/access.ts';
import { actualCost } from '../api/actual-cost.ts';
import { requestedCost } from '../api/cost.ts';
import { Documents } from './documents.ts';
import { Idempotency } from '../api/idempotency.ts';
import { refuseLongArrays } from '../api/limits.ts';
import { withScalars } from './scalars.ts';
import type { Throttle } from '../api/throttle.ts';

export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly object[];
  readonly extensions?: object;
}

/** The root values of queries and mutations. */
export interface Roots {
  readonly query: object;
  readonly mutation: object;
}

/** The calling app, with its bucket and scopes. The merchant has neither. */
export interface App {
  readonly throttle: Throttle;
  readonly scopes: ReadonlySet<string>;
  readonly denied?: DeniedData;
}

/** The maximum cost of one query on any plan. */
export const costLimit = 1000;

const nothing = (): void => undefined;

let shared: { readonly schema: GraphQLSchema; readonly documents: Documents } | undefined;

/** The schema and the validated queries, shared by every shop of this process. */
function schemaAndDocuments() {
  if (shared) return shared;
  const schema = withScalars(freshAdminSchema());
  shared = { schema, documents: new Documents(schema) };
  return shared;
}

/** Executes against Shopify's official schema; an unsimulated field is an error that says so. */
export class Engine {
  readonly schema: GraphQLSchema = schemaAndDocuments().schema;
  readonly idempotency = new Idempotency();
  readonly requests = new Map<string, number>();
  /** The sum of actual query costs, in points. */
  costUsed = 0;
  /** The maximum cost of one query in this shop. */
  costLimit = costLimit;
  readonly #documents = schemaAndDocuments().documents;

  /** The answer, and `release`, to be called once it is sent. */
  async run(
    roots: Roots,
    body: { readonly query?: unknown; readonly variables?: unknown },
    app?: App,
  ): Promise<{ readonly answer: GraphqlAnswer; readonly release: () => void }> {
    const refuse = (answer: GraphqlAnswer) => ({ answer, release: nothing });
    const variables = (body.variables ?? {}) as Record<string, unknown>;
    if (typeof body.query !== 'string') return refuse(badRequestAnswer('query is required'));
    const document = this.#documents.read(body.query);
    if ('errors' in document) return refuse(document);
    const operation = getOperationAST(document);
    if (!operation) return refuse(badRequestAnswer('No operation'));
    const name = operation.name?.value ?? 'unnamed';
    this.requests.set(name, (this.requests.get(name) ?? 0) + 1);
    const cost = requestedCost(this.schema, document, operation, variables);
    const refused = app && throttled(app.throttle, cost, this.costLimit);
    if (refused) return refuse(refused);
    const rootValue = operation.operation === 'mutation' ? roots.mutation : roots.query;
    return this.#execute(document, operation, rootValue, variables, cost, app);
  }

  async #execute(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    rootValue: object,
    variableValues: Record<string, unknown>,
    cost: number,
    app: App | undefined,
  ): Promise<{ answer: GraphqlAnswer; release: () => void }> {
    const context: RequestContext = {
      unknownFields: new Set(),
      scopes: app?.scopes,
      ...(app?.denied ? { denied: app.denied } : {}),
      ...(app ? { idempotency: this.idempotency } : {}),
      onAnswered: [],
    };
    const { schema } = this;
    const result = await execute({
      schema,
      document,
      rootValue,
      variableValues,
      contextValue: context,
      fieldResolver: resolveField,
    });
    const actual = result.data ? actualCost(schema, document, operation, variableValues, result.data) : cost;
    this.costUsed += actual;
    app?.throttle.giveBack(cost - actual);
    const search = [...context.unknownFields].map(field => ({
      field,
      message: 'Invalid search field for this query.',
      code: 'invalid_field',
    }));
    const answer = {
      ...(result.data === undefined ? {} : { data: result.data }),
      ...(result.errors ? { errors: result.errors.map(withCode) } : {}),
      extensions: {
        ...costOf(cost, actual, app?.throttle),
        ...(search.length > 0 ? { search: [{ warnings: search }] } : {}),
      },
    };
    return { answer, release: () => context.onAnswered.forEach(act => act()) };
  }
}

function costOf(requested: number, actual: number | null, throttle: Throttle | undefined): object {
  const throttleStatus = throttle?.status() ?? null;
  return { cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus } };
}

function badRequestAnswer(message: string): GraphqlAnswer {
  return { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] };
}

function throttled(throttle: Throttle, cost: number, most: number): GraphqlAnswer | undefined {
  if (cost > most) {
    const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${most}).`;
    return { errors: [{ message, extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: most } }] };
  }
  if (throttle.take(cost)) return undefined;
  const errors = [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }];
  return { errors, extensions: costOf(cost, null, throttle) };
}

/** Adds a code, which every error of Shopify's has. */
function withCode(error: GraphQLError): object {
  if (error.extensions['code'] !== undefined) return error.toJSON();
  const isInput = error.message.startsWith('Variable ') || error.message.startsWith('Argument ');
  const code = isInput ? 'INVALID_VARIABLE' : 'INTERNAL_SERVER_ERROR';
  return { ...error.toJSON(), extensions: { ...error.extensions, code } };
}

/** Resolves a property or calls a method of the source. @throws NOT_SIMULATED for a field that it lacks, never null. */
const resolveField: GraphQLFieldResolver<Record<string, unknown>, RequestContext> = (
  source,
  args,
  context,
  info,
) => {
  const { parentType, fieldName } = info;
  refuseWithoutScope(parentType.name, fieldName, context);
  if (isWithheld(parentType.name, fieldName, context)) return null;
  if (!(fieldName in source))
    throw new GraphQLError(`not simulated: ${parentType.name}.${fieldName}`, {
      extensions: { code: 'NOT_SIMULATED' },
    });
  const isRoot = parentType.name === 'Mutation' || parentType.name === 'QueryRoot';
  // The merchant has no limit on input arrays.
  if (isRoot && context.scopes) refuseLongArrays(args, info);
  const value = source[fieldName];
  if (typeof value !== 'function') return value;
  const act = () => (value as (args: object, context: RequestContext) => unknown)(args, context);
  const isMutation = parentType.name === 'Mutation' && context.idempotency;
  return isMutation ? isMutation.run(info, args, act, context.onAnswered) : act();
};
