import {
  getNamedType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { badRequest } from '../api/bad-request.ts';

/** The one root field of a bulk query. */
export function rootField(query: string): FieldNode {
  const definition = parse(query).definitions[0];
  const fields = definition?.kind === Kind.OPERATION_DEFINITION ? fieldsOf(definition.selectionSet) : [];
  const [field, ...others] = fields;
  if (!field) throw new Error('a bulk query has a root field');
  if (others.length > 0) throw badRequest('not simulated: several root fields in a bulk query');
  return field;
}

/** The selection inside `edges { node { … } }`. */
export function nodeSelectionOf(connection: FieldNode): SelectionSetNode {
  const edges = fieldsOf(connection.selectionSet).find(each => each.name.value === 'edges');
  const node = fieldsOf(edges?.selectionSet).find(each => each.name.value === 'node');
  if (!node?.selectionSet) throw badRequest('not simulated: a connection of a bulk query without its nodes');
  return node.selectionSet;
}

export function fieldsOf(selectionSet: SelectionSetNode | undefined): FieldNode[] {
  return (selectionSet?.selections ?? []).filter(each => each.kind === Kind.FIELD);
}

export function isConnection(field: FieldNode): boolean {
  return fieldsOf(field.selectionSet).some(each => each.name.value === 'edges');
}

/** A field's arguments, all of them literals: bulk queries have no variables. */
export function argumentsOf(field: FieldNode): Record<string, unknown> {
  return Object.fromEntries(
    (field.arguments ?? []).map(({ name, value }) => {
      if (value.kind === Kind.LIST)
        return [name.value, value.values.map(each => ('value' in each ? each.value : null))];
      if (value.kind === Kind.INT) return [name.value, Number(value.value)];
      return [name.value, 'value' in value ? value.value : null];
    }),
  );
}

/** Every field that a query selects, with its parent type. */
export function fieldsIn(query: string, schema: GraphQLSchema): { type: string; field: string }[] {
  const found: { type: string; field: string }[] = [];
  const definition = parse(query).definitions[0];
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return found;
  walk(definition.selectionSet, schema, 'QueryRoot', (field, type) => {
    found.push({ type, field: field.name.value });
    return undefined;
  });
  return found;
}

/** Visits every field, depth first; a visit's result is passed to the visits below it as `above`. */
export function walk<T>(
  selected: SelectionSetNode | undefined,
  schema: GraphQLSchema,
  typeName: string,
  visit: (field: FieldNode, type: string, output: GraphQLOutputType, above: T | undefined) => T | undefined,
  above?: T,
): void {
  const type = schema.getType(typeName);
  if (!type || !('getFields' in type)) return;
  const fields = type.getFields() as Record<string, { type: GraphQLOutputType }>;
  for (const field of fieldsOf(selected)) {
    const definition = fields[field.name.value];
    if (!definition) continue;
    const below = visit(field, typeName, definition.type, above);
    walk(field.selectionSet, schema, getNamedType(definition.type).name, visit, below);
  }
}
