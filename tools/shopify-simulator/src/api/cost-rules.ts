import {
  isAbstractType,
  isLeafType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type SelectionNode,
} from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** Value types that cost nothing, by the recordings. */
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

export function mutationCost(name: string): number {
  return mutationCosts[name] ?? 10;
}

/** A field's fixed cost, whatever is selected inside it; undefined where its children count. */
export function ownCost(parent: string, name: string, type: GraphQLNamedType): number | undefined {
  const own = ownCosts[`${parent}.${name}`];
  if (own !== undefined) return own;
  if (isLeafType(type) || free.has(type.name) || type.name === 'PageInfo') return 0;
  return type.name === 'Count' ? (countsOnce.has(parent) ? 1 : 10) : undefined;
}

export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

export function isSkipped({ directives }: SelectionNode, variables: Variables): boolean {
  return (directives ?? []).some(({ name, arguments: args }) => {
    const given = args?.[0]?.value;
    const value =
      given?.kind === Kind.VARIABLE
        ? variables[given.name.value]
        : given?.kind === Kind.BOOLEAN && given.value;
    return name.value === 'skip' ? value === true : name.value === 'include' && value === false;
  });
}

/** How many nodes a connection is asked for. */
export function sizeOf(field: FieldNode, variables: Variables): number {
  for (const { name, value } of field.arguments ?? []) {
    if (name.value !== 'first' && name.value !== 'last') continue;
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind === Kind.VARIABLE) return Number(variables[value.name.value] ?? 0);
  }
  return 0;
}

/** The factor on the cost of one node, for a connection of this size. */
export function weight(size: number): number {
  return size === 0 ? 0 : Math.max(1, Math.floor(2 * Math.log(size)));
}

/** A field of the type, or an introspection field (`__typename`, `__schema`). */
export function fieldOf(parent: GraphQLObjectType | GraphQLInterfaceType, name: string) {
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return name === SchemaMetaFieldDef.name ? SchemaMetaFieldDef : parent.getFields()[name];
}

export function hasFields(type: unknown): type is GraphQLObjectType | GraphQLInterfaceType {
  return isObjectType(type) || (isAbstractType(type) && 'getFields' in (type as object));
}
