import {
  getNamedType,
  getNullableType,
  isListType,
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { fieldsOf, isConnection, nodeSelectionOf, walk } from './bulk-query.ts';
import { badRequest } from '../api/bad-request.ts';
import { userError, type UserError } from '../api/user-errors.ts';

/** Why a query cannot run in bulk; empty if it can. Rules and wording as recorded from Shopify. */
export function bulkRefusals(query: string, schema: GraphQLSchema): UserError[] {
  const invalid = (message: string) => userError(['query'], message, 'INVALID', 'BulkOperationUserError');
  if (!query.trim()) return [invalid('Invalid bulk query: syntax error, unexpected end of file')];
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return [invalid(`Invalid bulk query: ${error instanceof Error ? error.message : String(error)}`)];
  }
  const [definition] = document.definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION || definition.operation !== 'query')
    return [invalid('Invalid operation type. Only `query` operations are supported.')];
  const [wrong] = validate(schema, document, specifiedRules);
  if (wrong) return [invalid(`Invalid bulk query: ${wrong.message}`)];
  if (hasFragments(definition.selectionSet)) throw badRequest('not simulated: fragments in a bulk query');
  return ruleBreaks(definition.selectionSet, schema).map(invalid);
}

function ruleBreaks(selectionSet: SelectionSetNode, schema: GraphQLSchema): string[] {
  const atTop = fieldsOf(selectionSet).map(each => each.name.value);
  const node = atTop.find(each => each === 'node' || each === 'nodes');
  const connections = connectionsIn(selectionSet, schema);
  const names = (fields: readonly FieldNode[]) => fields.map(each => each.name.value).join(', ');
  const found = node ? [`Bulk queries cannot contain a top level \`${node}\` field.`] : [];
  if (connections.length === 0) return [...found, 'Bulk queries must contain at least one connection.'];
  if (found.length > 0) return found;
  if (connections.some(each => each.isInList))
    return ['Queries that contain a connection field within a list field are not currently supported.'];
  if (connections.length > 5) return ['Bulk queries cannot contain more than 5 connections.'];
  if (connections.some(each => each.depth > 2))
    return ['Bulk queries cannot contain connections with a nesting depth greater than 2.'];
  const byNodes = connections
    .map(each => each.field)
    .filter(each => fieldsOf(each.selectionSet).some(({ name }) => name.value === 'nodes'));
  if (byNodes.length > 0)
    return [
      `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${byNodes[0]?.name.value} { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: '${names(byNodes)}'.`,
    ];
  const withoutId = connections
    .map(each => each.field)
    .filter(each => {
      const fields = fieldsOf(nodeSelectionOf(each));
      return fields.some(isConnection) && !fields.some(({ name, alias }) => name.value === 'id' && !alias);
    });
  if (withoutId.length > 0)
    return [
      `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${names(withoutId)}.`,
    ];
  return [];
}

interface Connection {
  readonly field: FieldNode;
  readonly depth: number;
  readonly isInList: boolean;
}

function connectionsIn(selectionSet: SelectionSetNode, schema: GraphQLSchema): Connection[] {
  const found: Connection[] = [];
  const top = { depth: 0, isInList: false };
  walk<typeof top>(selectionSet, schema, 'QueryRoot', (field, _type, output, { depth, isInList } = top) => {
    if (!getNamedType(output).name.endsWith('Connection'))
      return { depth, isInList: isInList || (isListType(getNullableType(output)) && !isEdges(field)) };
    found.push({ field, depth: depth + 1, isInList });
    return { depth: depth + 1, isInList: false };
  });
  return found;
}

function isEdges({ name }: FieldNode): boolean {
  return name.value === 'edges' || name.value === 'nodes';
}

function hasFragments(selectionSet: SelectionSetNode | undefined): boolean {
  return (selectionSet?.selections ?? []).some(
    each => each.kind !== Kind.FIELD || hasFragments(each.selectionSet),
  );
}
