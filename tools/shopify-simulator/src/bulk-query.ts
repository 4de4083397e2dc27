import {
  getNamedType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { userError, type UserError } from './user-errors.ts';

/** Why a query cannot be run in bulk, in Shopify's words; undefined when it can. Rules and wording as recorded. */
export function bulkRefusal(query: string, schema: GraphQLSchema): UserError | undefined {
  const invalid = (message: string) => userError(['query'], message, 'INVALID', 'BulkOperationUserError');
  let definition;
  try {
    definition = parse(query).definitions[0];
  } catch (error) {
    return invalid(`Invalid bulk query: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (definition?.kind !== Kind.OPERATION_DEFINITION || definition.operation !== 'query')
    return invalid('Invalid operation type. Only `query` operations are supported.');
  const connections = connectionsIn(definition.selectionSet, schema);
  if (connections.length === 0) return invalid('Bulk queries must contain at least one connection.');
  if (connections.length > 5) return invalid('Bulk queries cannot contain more than 5 connections.');
  if (connections.some(each => each.depth > 2))
    return invalid('Bulk queries cannot contain connections with a nesting depth greater than 2.');
  if (connections.some(each => fieldsOf(each.field.selectionSet).some(({ name }) => name.value === 'nodes')))
    return invalid(
      "All connection fields in a bulk query must select their contents using 'edges' > 'node'. Selecting via 'nodes' is not supported.",
    );
  const parents = connections.filter(each => fieldsOf(nodeSelectionOf(each.field)).some(isConnection));
  const hasId = (field: FieldNode) =>
    fieldsOf(nodeSelectionOf(field)).some(each => each.name.value === 'id' && !each.alias);
  if (!parents.every(each => hasId(each.field)))
    return invalid(
      "The parent 'node' field for a nested connection must select the 'id' field without an alias.",
    );
  return undefined;
}

/** The one root field of a bulk query. */
export function rootField(query: string): FieldNode {
  const definition = parse(query).definitions[0];
  const field =
    definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections[0] : undefined;
  if (field?.kind !== Kind.FIELD) throw new Error('a bulk query has one root field');
  return field;
}

/** What is selected of `edges { node { … } }`. */
export function nodeSelectionOf(connection: FieldNode): SelectionSetNode {
  const edges = fieldsOf(connection.selectionSet).find(each => each.name.value === 'edges');
  const node = fieldsOf(edges?.selectionSet).find(each => each.name.value === 'node');
  if (!node?.selectionSet) throw new Error('a bulk query selects edges { node { … } }');
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

function connectionsIn(
  selectionSet: SelectionSetNode,
  schema: GraphQLSchema,
): { readonly field: FieldNode; readonly depth: number }[] {
  const found: { field: FieldNode; depth: number }[] = [];
  const walk = (selected: SelectionSetNode | undefined, typeName: string, depth: number): void => {
    const type = schema.getType(typeName);
    if (!type || !('getFields' in type)) return;
    const fields = type.getFields() as Record<string, { type: GraphQLOutputType }>;
    for (const field of fieldsOf(selected)) {
      const definition = fields[field.name.value];
      if (!definition) continue;
      const named = getNamedType(definition.type).name;
      const deeper = named.endsWith('Connection') ? depth + 1 : depth;
      if (deeper > depth) found.push({ field, depth: deeper });
      walk(field.selectionSet, named, deeper);
    }
  };
  walk(selectionSet, 'QueryRoot', 0);
  return found;
}
