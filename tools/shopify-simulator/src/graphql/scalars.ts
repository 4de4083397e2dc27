import {
  GraphQLError,
  GraphQLScalarType,
  isScalarType,
  Kind,
  valueFromASTUntyped,
  type GraphQLSchema,
} from 'graphql';
import { dateTime } from '../shop/times.ts';

const builtIn = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

/** Gives custom scalars their formats; after introspection they accept any value. */
export function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || builtIn.has(type.name)) continue;
    const scalar = scalarOf(type.name);
    Object.assign(type, {
      serialize: scalar.serialize,
      parseValue: scalar.parseValue,
      parseLiteral: scalar.parseLiteral,
      coerceOutputValue: scalar.serialize,
      coerceInputValue: scalar.parseValue,
      coerceInputLiteral: scalar.parseLiteral,
    });
  }
  return schema;
}

function scalarOf(name: string): GraphQLScalarType {
  const isDecimal = name === 'Decimal' || name === 'Money';
  return new GraphQLScalarType({
    name,
    serialize: value => (name === 'DateTime' && typeof value === 'number' ? dateTime(value) : value),
    parseValue: value => {
      if (name === 'DateTime') requireTime(value);
      return isDecimal && typeof value === 'number' ? String(value) : value;
    },
    parseLiteral: node => {
      const isPlain = node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT;
      if (name === 'DateTime' && isPlain) requireTime(node.value);
      return isPlain && name !== 'JSON' ? node.value : valueFromASTUntyped(node);
    },
  });
}

/** @throws for an invalid time, before the mutation starts, as Shopify does. */
function requireTime(value: unknown): void {
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return;
  throw new GraphQLError(`invalid DateTime '${String(value)}'`);
}
