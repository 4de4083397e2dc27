import { GraphQLError } from 'graphql';

/** A top-level error in Shopify's shape. */
export function badRequest(message: string, code = 'BAD_REQUEST', cause?: unknown): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code },
    ...(cause instanceof Error ? { originalError: cause } : {}),
  });
}

/** @throws when an input has a field that the simulator would ignore. */
export function refuseOthers(what: string, input: object, known: readonly string[]): void {
  const isGiven = (value: unknown) =>
    value != null && value !== false && !(Array.isArray(value) && value.length === 0);
  const other = Object.entries(input).find(([field, value]) => isGiven(value) && !known.includes(field));
  if (other) throw badRequest(`not simulated: ${what} { ${other[0]} }`);
}
