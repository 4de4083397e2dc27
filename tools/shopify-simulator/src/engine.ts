import { freshAdminSchema } from '@tidemark/admin-schema';
import {
  execute,
  getOperationAST,
  GraphQLError,
  GraphQLScalarType,
  isScalarType,
  Kind,
  parse,
  specifiedRules,
  validate,
  valueFromASTUntyped,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { requestedCost } from './cost.ts';
import { refuseWithoutScope, type RequestContext } from './access.ts';
import { dateTime } from './times.ts';

export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly object[];
  readonly extensions?: object;
}

/** The most one query may cost on any plan. */
const costLimit = 1000;

/** The leaky bucket of one app in one shop: full at first, refilled every second. */
export class Throttle {
  readonly maximumAvailable: number;
  readonly restoreRate: number;
  readonly #now: () => number;
  #available: number;
  #at: number;

  constructor(now: () => number, maximumAvailable: number, restoreRate: number) {
    this.#now = now;
    this.maximumAvailable = maximumAvailable;
    this.restoreRate = restoreRate;
    this.#available = maximumAvailable;
    this.#at = now();
  }

  take(cost: number): boolean {
    this.#refill();
    if (this.#available < cost) return false;
    this.#available -= cost;
    return true;
  }

  status(): object {
    this.#refill();
    return {
      maximumAvailable: this.maximumAvailable,
      currentlyAvailable: Math.floor(this.#available),
      restoreRate: this.restoreRate,
    };
  }

  #refill(): void {
    const now = this.#now();
    this.#available = Math.min(
      this.maximumAvailable,
      this.#available + (Math.max(0, now - this.#at) / 1000) * this.restoreRate,
    );
    this.#at = now;
  }
}

let sharedSchema: GraphQLSchema | undefined;

/** Shopify's schema with scalars that check their values; one for all simulators of a process, since it is large. */
function simulatedSchema(): GraphQLSchema {
  sharedSchema ??= withScalars(freshAdminSchema());
  return sharedSchema;
}

/** Executes against Shopify's official schema; what is not simulated is an error that says so. */
export class Engine {
  readonly schema = simulatedSchema();
  readonly #parsed = new Map<string, DocumentNode>();
  readonly requests = new Map<string, number>();
  costUsed = 0;

  /** As an app, or without one as the merchant's own hand. */
  async run(
    roots: { query: object; mutation: object },
    body: { query?: unknown; variables?: unknown },
    app?: { readonly throttle: Throttle; readonly scopes: ReadonlySet<string> },
  ): Promise<GraphqlAnswer> {
    const throttle = app?.throttle;
    const { query } = body;
    const variables = (body.variables ?? {}) as Record<string, unknown>;
    if (typeof query !== 'string')
      return { errors: [{ message: 'query is required', extensions: { code: 'BAD_REQUEST' } }] };
    let document: DocumentNode;
    try {
      document = this.#document(query);
    } catch (error) {
      if (error instanceof RefusedQuery) return { errors: error.errors };
      throw error;
    }
    const operation = getOperationAST(document);
    if (!operation) return { errors: [{ message: 'No operation', extensions: { code: 'BAD_REQUEST' } }] };
    const name = operation.name?.value ?? 'unnamed';
    this.requests.set(name, (this.requests.get(name) ?? 0) + 1);
    const cost = requestedCost(this.schema, document, operation, variables);
    const costOf = (actual: number | null) => ({
      cost: { requestedQueryCost: cost, actualQueryCost: actual, throttleStatus: throttle?.status() ?? null },
    });
    if (throttle && cost > costLimit) {
      const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${costLimit}).`;
      return { errors: [{ message, extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: costLimit } }] };
    }
    if (throttle && !throttle.take(cost))
      return {
        errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
        extensions: costOf(null),
      };
    this.costUsed += cost;
    const context: RequestContext = { unknownFields: new Set(), scopes: app?.scopes };
    const rootValue = operation.operation === 'mutation' ? roots.mutation : roots.query;
    const result = await execute({
      schema: this.schema,
      document,
      rootValue,
      variableValues: variables,
      contextValue: context,
      fieldResolver: resolveField,
    });
    const search = [...context.unknownFields].map(field => ({
      field,
      message: 'Invalid search field for this query.',
      code: 'invalid_field',
    }));
    return {
      ...(result.data === undefined ? {} : { data: result.data }),
      ...(result.errors ? { errors: result.errors.map(error => error.toJSON()) } : {}),
      extensions: { ...costOf(cost), ...(search.length > 0 ? { search: [{ warnings: search }] } : {}) },
    };
  }

  #document(query: string): DocumentNode {
    const known = this.#parsed.get(query);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      throw new RefusedQuery([{ message: String(error), extensions: { code: 'PARSE_ERROR' } }]);
    }
    const errors = validate(this.schema, document, specifiedRules);
    if (errors.length > 0)
      throw new RefusedQuery(
        errors.map(error => ({
          message: error.message,
          locations: error.locations,
          extensions: { code: validationCode(error.message) },
        })),
      );
    if (this.#parsed.size > 500) this.#parsed.clear();
    this.#parsed.set(query, document);
    return document;
  }
}

class RefusedQuery extends Error {
  readonly errors: readonly object[];

  constructor(errors: readonly object[]) {
    super('the query was refused');
    this.errors = errors;
  }
}

/** A property, a method of the row, or an error: never null for what nobody wrote. */
const resolveField: GraphQLFieldResolver<Record<string, unknown>, RequestContext> = (
  source,
  args,
  context,
  info,
) => {
  refuseWithoutScope(info.parentType.name, info.fieldName, context);
  if (!(info.fieldName in source)) {
    throw new GraphQLError(`not simulated: ${info.parentType.name}.${info.fieldName}`, {
      extensions: { code: 'NOT_SIMULATED' },
    });
  }
  const value = source[info.fieldName];
  return typeof value === 'function'
    ? (value as (args: object, context: RequestContext) => unknown)(args, context)
    : value;
};

/** graphql-ruby's codes for what graphql-js finds, as far as they were recorded. */
function validationCode(message: string): string {
  if (message.startsWith('Cannot query field')) return 'undefinedField';
  if (message.startsWith('Unknown argument')) return 'argumentNotAccepted';
  if (message.startsWith('Unknown type')) return 'undefinedType';
  if (message.startsWith('Unknown directive')) return 'undefinedDirective';
  if (message.includes('is never used')) return 'variableNotUsed';
  if (message.includes('must have a selection')) return 'selectionMismatch';
  if (message.includes('is required, but it was not provided')) return 'missingRequiredArguments';
  return 'argumentLiteralsIncompatible';
}

/** Custom scalars come out of the introspection accepting anything; here they get their shapes. */
function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
    const scalar = new GraphQLScalarType({
      name: type.name,
      serialize: value => (type.name === 'DateTime' && typeof value === 'number' ? dateTime(value) : value),
      parseValue: value => {
        if ((type.name === 'Decimal' || type.name === 'Money') && typeof value === 'number')
          return String(value);
        return value;
      },
      parseLiteral: node => {
        if (type.name === 'JSON') return valueFromASTUntyped(node);
        if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT)
          return node.value;
        return valueFromASTUntyped(node);
      },
    });
    Object.assign(type, {
      serialize: scalar.serialize,
      parseValue: scalar.parseValue,
      parseLiteral: scalar.parseLiteral,
    });
    Object.assign(type, {
      coerceOutputValue: scalar.serialize,
      coerceInputValue: scalar.parseValue,
      coerceInputLiteral: scalar.parseLiteral,
    });
  }
  return schema;
}
