import { badRequest } from '../api/bad-request.ts';
import { compareListed, connectionOf, type ConnectionArguments } from '../graphql/connection.ts';
import { gid, idOf, sortableId } from '../shop/ids.ts';
import { definitionOf, namespaceOf, type MetafieldKey } from './metafields.ts';
import type { MetafieldDefinitionRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

interface DefinitionInput extends MetafieldKey {
  readonly ownerType: string;
  readonly name: string;
  readonly type: string;
  readonly description?: string | null;
  readonly capabilities?: { readonly uniqueValues?: { readonly enabled: boolean } };
}

const types = new Set(['id', 'single_line_text_field', 'multi_line_text_field', 'number_integer', 'json']);

function requireOrder(ownerType: string): void {
  if (ownerType !== 'ORDER') throw badRequest(`not simulated: metafield definitions of ${ownerType}`);
}

export function metafieldDefinitionMutations(store: Store) {
  return {
    metafieldDefinitionCreate: ({ definition }: { definition: DefinitionInput }) => {
      requireOrder(definition.ownerType);
      if (!types.has(definition.type))
        throw badRequest(`not simulated: metafields of type ${definition.type}`);
      const userErrors = definitionErrors(store, definition);
      const payload = (createdDefinition: object | null) => ({
        __typename: 'MetafieldDefinitionCreatePayload',
        createdDefinition,
        userErrors,
      });
      if (userErrors.length > 0) return payload(null);
      const row: MetafieldDefinitionRecord = {
        id: store.newId(),
        ownerType: 'ORDER',
        namespace: namespaceOf(definition.namespace),
        key: definition.key,
        name: definition.name,
        type: definition.type,
        isUnique: definition.type === 'id' || (definition.capabilities?.uniqueValues?.enabled ?? false),
        ...(definition.description ? { description: definition.description } : {}),
      };
      store.metafieldDefinitions.set(row.id, row);
      return payload(definitionNode(row));
    },
  };
}

function definitionErrors(store: Rows, input: DefinitionInput): UserError[] {
  const error = (field: string[], message: string, code: string) =>
    userError(field, message, code, 'MetafieldDefinitionCreateUserError');
  if (input.type === 'id' && input.capabilities?.uniqueValues?.enabled === false)
    return [
      error(
        ['definition'],
        'Capability unique_values is required for type id but is disabled',
        'CAPABILITY_REQUIRED_BUT_DISABLED',
      ),
    ];
  if (!input.key.trim()) return [error(['definition', 'key'], "Key can't be blank", 'BLANK')];
  if (definitionOf(store, input))
    return [
      error(
        ['definition', 'key'],
        `Key is in use for Order metafields on the '${namespaceOf(input.namespace)}' namespace.`,
        'TAKEN',
      ),
    ];
  return [];
}

export function metafieldDefinitionRoots(store: Rows) {
  interface Wanted extends ConnectionArguments {
    readonly ownerType: string;
    readonly namespace?: string | null;
    readonly key?: string | null;
    readonly query?: string | null;
  }
  return {
    metafieldDefinitions: ({ ownerType, namespace, key, query, ...page }: Wanted) => {
      requireOrder(ownerType);
      if (query) throw badRequest('not simulated: metafieldDefinitions(query:)');
      const rows = [...store.metafieldDefinitions.values()].filter(
        each =>
          (namespace == null || each.namespace === namespaceOf(namespace)) &&
          (key == null || each.key === key),
      );
      const listed = rows.map(row => ({ id: row.id, value: sortableId(row.id), row })).sort(compareListed);
      return connectionOf('MetafieldDefinition', listed, page, definitionNode);
    },
    metafieldDefinition: (of: {
      id?: string | null;
      identifier?: (MetafieldKey & { ownerType: string }) | null;
    }) => {
      if (of.identifier) requireOrder(of.identifier.ownerType);
      const found = of.id
        ? store.metafieldDefinitions.get(idOf(of.id))
        : of.identifier && definitionOf(store, of.identifier);
      return found ? definitionNode(found) : null;
    },
  };
}

function definitionNode(row: MetafieldDefinitionRecord) {
  return {
    __typename: 'MetafieldDefinition',
    id: gid('MetafieldDefinition', row.id),
    ownerType: row.ownerType,
    namespace: row.namespace,
    key: row.key,
    name: row.name,
    description: row.description ?? null,
    type: { __typename: 'MetafieldDefinitionType', name: row.type },
    pinnedPosition: null,
    validations: [],
    validationStatus: 'ALL_VALID',
    capabilities: {
      __typename: 'MetafieldCapabilities',
      uniqueValues: {
        __typename: 'MetafieldCapabilityUniqueValues',
        enabled: row.isUnique,
        eligible: ['id', 'single_line_text_field', 'number_integer'].includes(row.type),
      },
    },
  };
}
