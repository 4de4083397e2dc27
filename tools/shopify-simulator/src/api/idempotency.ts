import { isDeepStrictEqual } from 'node:util';
import { getDirectiveValues, getNamedType, isObjectType, type GraphQLResolveInfo } from 'graphql';
import { badRequest } from './bad-request.ts';
import { userError } from './user-errors.ts';

/** The simulated mutations that need a key since API version 2026-04. */
const idempotentMutations: ReadonlySet<string> = new Set([
  'inventoryActivate',
  'inventoryAdjustQuantities',
  'inventorySetQuantities',
  'locationActivate',
  'locationDeactivate',
  'refundCreate',
]);

type Payload = Readonly<Record<string, unknown>>;

interface Attempt {
  readonly mutation: string;
  readonly input: object;
  readonly payload: Payload;
  /** Until its answer is sent, others with the key are refused as concurrent. */
  isAnswered: boolean;
}

/**
 * Mutations by their idempotency key: a mutation with a known key has no second effect. Keys are kept as long as the
 * simulator runs; how long Shopify keeps them is unknown.
 */
export class Idempotency {
  readonly #attempts = new Map<string, Attempt>();

  clear(): void {
    this.#attempts.clear();
  }

  /** The payload of `act`, or of the earlier mutation with the key. `onAnswered` callbacks run after the answer. */
  run(info: GraphQLResolveInfo, input: object, act: () => unknown, onAnswered: (() => void)[]): unknown {
    const mutation = info.fieldName;
    const key = keyOf(info);
    if (key === undefined) {
      if (!idempotentMutations.has(mutation)) return act();
      throw badRequest('The @idempotent directive is required for this mutation but was not provided.');
    }
    if (!idempotentMutations.has(mutation)) throw badRequest(`not simulated: @idempotent on ${mutation}`);
    const known = this.#attempts.get(key);
    if (known) return answerAgain(known, info, input);
    const payload = act() as Payload;
    const attempt: Attempt = { mutation, input, payload, isAnswered: false };
    this.#attempts.set(key, attempt);
    onAnswered.push(() => (attempt.isAnswered = true));
    return payload;
  }
}

function answerAgain(known: Attempt, info: GraphQLResolveInfo, input: object): Payload {
  if (known.mutation !== info.fieldName || !isDeepStrictEqual(known.input, input))
    return refusal(
      info,
      'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
      'The idempotency key was already used with other parameters.',
    );
  if (!known.isAnswered)
    return refusal(
      info,
      'IDEMPOTENCY_CONCURRENT_REQUEST',
      'A request with this idempotency key is still in progress.',
    );
  return known.payload;
}

function keyOf(info: GraphQLResolveInfo): string | undefined {
  const directive = info.schema.getDirective('idempotent');
  const [node] = info.fieldNodes;
  const values = directive && node && getDirectiveValues(directive, node, info.variableValues);
  return values?.['key'] as string | undefined;
}

/** The mutation's payload with only one error. */
function refusal({ returnType }: GraphQLResolveInfo, code: string, message: string): Payload {
  const type = getNamedType(returnType);
  if (!isObjectType(type)) throw new Error(`${type.name} is no payload`);
  const payload: Record<string, unknown> = { __typename: type.name };
  for (const field of Object.values(type.getFields())) {
    const isErrors = /userErrors$/i.test(field.name);
    const typename = getNamedType(field.type).name;
    payload[field.name] = isErrors ? [userError(null, message, code, typename)] : null;
  }
  return payload;
}
