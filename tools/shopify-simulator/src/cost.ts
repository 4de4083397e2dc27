import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLInterfaceType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Value types that cost nothing, as recorded. */
const free = new Set([
  ...['MoneyV2', 'MoneyBag', 'LocationAddress', 'InventoryItemMeasurement', 'Weight'],
  ...['CustomerEmailMarketingConsentState', 'CustomerSmsMarketingConsentState'],
]);

/** Fields that cost more or less than their kind does. */
const ownCosts: Readonly<Record<string, number>> = {
  'Location.hasUnfulfilledOrders': 1,
  'Customer.defaultAddress': 0,
};

/** A `Count` of these costs 1, elsewhere 10. */
const countsOnce = new Set(['Product', 'Collection', 'InventoryItem']);

/** Mutations that cost more than 10. */
const mutationCosts: Readonly<Record<string, number>> = { refundCreate: 20 };

/**
 * What a query asks for, by the rule that reproduces recorded costs of real shops: an object costs 1 and its children;
 * a connection of n costs `2 + g(n) * children`, g(0) = 0, g(n) = max(1, floor(2 ln n)); a `Count` 10; a mutation 10;
 * some types and fields cost less or more. `calibrate.ts` says how often it is right.
 */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const costing = new Costing(schema, fragments, variables);
  if (operation.operation === 'mutation') return costing.mutation(operation.selectionSet);
  return costing.selection(schema.getQueryType() as GraphQLObjectType, operation.selectionSet);
}

class Costing {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
  }

  /** Direct children of a mutation's payload are free. */
  mutation(selectionSet: SelectionSetNode): number {
    const type = this.#schema.getMutationType() as GraphQLObjectType;
    return this.#fields(type, selectionSet).reduce((sum, { field, type: payload }) => {
      const named = getNamedType(payload);
      const inside = field.selectionSet && hasFields(named) ? this.#fields(named, field.selectionSet) : [];
      const own = mutationCosts[field.name.value] ?? 10;
      return (
        sum + own + inside.reduce((total, child) => total + this.#childrenOf(child.field, child.type), 0)
      );
    }, 0);
  }

  selection(type: GraphQLNamedType, selectionSet: SelectionSetNode): number {
    if (!hasFields(type) && !isAbstractType(type)) return 0;
    let sum = 0;
    let branch = 0;
    for (const selection of selectionSet.selections) {
      if (this.#isSkipped(selection)) continue;
      if (selection.kind === Kind.FIELD) sum += hasFields(type) ? this.#field(type, selection) : 0;
      else {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
        if (!fragment) continue;
        const condition = fragment.typeCondition
          ? this.#schema.getType(fragment.typeCondition.name.value)
          : type;
        const cost = condition ? this.selection(condition, fragment.selectionSet) : 0;
        if (isAbstractType(type)) branch = Math.max(branch, cost);
        else sum += cost;
      }
    }
    return sum + branch;
  }

  #field(parent: GraphQLObjectType | GraphQLInterfaceType, field: FieldNode): number {
    const definition = fieldOf(parent, field.name.value);
    if (!definition) return 0;
    const type = getNamedType(definition.type);
    const own = ownCosts[`${parent.name}.${field.name.value}`];
    if (own !== undefined) return own;
    if (isLeafType(type) || free.has(type.name) || type.name === 'PageInfo') return 0;
    if (type.name === 'Count') return countsOnce.has(parent.name) ? 1 : 10;
    const children = this.#childrenOf(field, definition.type);
    if (!type.name.endsWith('Connection')) return 1 + children;
    const size = this.#size(field);
    return 2 + weight(size) * children;
  }

  /** Of a connection: what one node costs, in `nodes` and in `edges.node`. */
  #childrenOf(field: FieldNode, output: unknown): number {
    const type = getNamedType(output as Parameters<typeof getNamedType>[0]);
    if (!field.selectionSet || !type) return 0;
    if (!type.name.endsWith('Connection') || !hasFields(type))
      return this.selection(type, field.selectionSet);
    let sum = 0;
    for (const child of this.#fields(type, field.selectionSet)) {
      const named = getNamedType(child.type);
      if (child.field.name.value === 'nodes' && child.field.selectionSet)
        sum += 1 + this.selection(named, child.field.selectionSet);
      if (child.field.name.value !== 'edges' || !child.field.selectionSet || !hasFields(named)) continue;
      for (const edge of this.#fields(named, child.field.selectionSet)) {
        if (edge.field.name.value === 'node' && edge.field.selectionSet)
          sum += 1 + this.selection(getNamedType(edge.type), edge.field.selectionSet);
      }
    }
    return sum;
  }

  #fields(type: GraphQLObjectType | GraphQLInterfaceType, selectionSet: SelectionSetNode) {
    return selectionSet.selections.flatMap(selection => {
      if (selection.kind !== Kind.FIELD) return [];
      const definition = type.getFields()[selection.name.value];
      return definition ? [{ field: selection, type: definition.type }] : [];
    });
  }

  #isSkipped({ directives }: SelectionNode): boolean {
    return (directives ?? []).some(({ name, arguments: args }) => {
      const given = args?.[0]?.value;
      const value =
        given?.kind === Kind.VARIABLE
          ? this.#variables[given.name.value]
          : given?.kind === Kind.BOOLEAN && given.value;
      return name.value === 'skip' ? value === true : name.value === 'include' && value === false;
    });
  }

  #size(field: FieldNode): number {
    for (const { name, value } of field.arguments ?? []) {
      if (name.value !== 'first' && name.value !== 'last') continue;
      if (value.kind === Kind.INT) return Number(value.value);
      if (value.kind === Kind.VARIABLE) return Number(this.#variables[value.name.value] ?? 0);
    }
    return 0;
  }
}

/** A field of the type, or one of those that ask about the schema itself. */
function fieldOf(parent: GraphQLObjectType | GraphQLInterfaceType, name: string) {
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return name === SchemaMetaFieldDef.name ? SchemaMetaFieldDef : parent.getFields()[name];
}

function weight(size: number): number {
  return size === 0 ? 0 : Math.max(1, Math.floor(2 * Math.log(size)));
}

function hasFields(type: unknown): type is GraphQLObjectType | GraphQLInterfaceType {
  return isObjectType(type) || (isAbstractType(type) && 'getFields' in (type as object));
}
