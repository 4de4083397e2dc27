import {
  getNamedType,
  isAbstractType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import {
  fieldOf,
  fragmentsOf,
  hasFields,
  isSkipped,
  mutationCost,
  ownCost,
  sizeOf,
  weight,
  type Variables,
} from './cost-rules.ts';

/**
 * The requested cost of a query, by a rule that reproduces recorded costs of real shops: an object costs 1 plus its
 * children; a connection of n `2 + g(n) * children`, g(0) = 0, g(n) = max(1, floor(2 ln n)); a `Count` 10; a mutation
 * 10; some types and fields less or more. `calibrate.ts` measures how often it is right.
 */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const costing = new Costing(schema, fragmentsOf(document), variables);
  if (operation.operation === 'mutation') return costing.mutation(operation.selectionSet);
  return costing.selection(schema.getQueryType() as GraphQLObjectType, operation.selectionSet);
}

class Costing {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Variables;

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Variables,
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
      const own = mutationCost(field.name.value);
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
      if (isSkipped(selection, this.#variables)) continue;
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
    const own = ownCost(parent.name, field.name.value, type);
    if (own !== undefined) return own;
    const children = this.#childrenOf(field, definition.type);
    if (!type.name.endsWith('Connection')) return 1 + children;
    const size = sizeOf(field, this.#variables);
    return 2 + weight(size) * children;
  }

  /** The cost inside a field; for a connection that of one node, in `nodes` and in `edges.node`. */
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
}
