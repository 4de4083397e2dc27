import {
  getNamedType,
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

type Data = Readonly<Record<string, unknown>>;
type Parent = GraphQLObjectType | GraphQLInterfaceType;

/**
 * The actual cost of a query, by a rule that reproduces recorded answers of real shops: the rule of `requestedCost`,
 * applied to what the answer holds. A connection is weighted by the number of nodes returned; an empty one keeps the
 * weight of its requested size, without children. A null object costs 1, or nothing directly in a mutation's payload.
 */
export function actualCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  data: Data,
): number {
  const costing = new Actual(schema, fragmentsOf(document), variables);
  const isMutation = operation.operation === 'mutation';
  const root = (isMutation ? schema.getMutationType() : schema.getQueryType()) as GraphQLObjectType;
  const cost = isMutation
    ? costing.mutation(root, operation.selectionSet, data)
    : costing.object(root, operation.selectionSet, data);
  return Math.round(cost);
}

interface Child {
  readonly field: FieldNode;
  readonly parent: Parent;
  readonly type: GraphQLNamedType;
  readonly value: unknown;
}

class Actual {
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

  mutation(root: Parent, selectionSet: SelectionSetNode, data: Data): number {
    return sum(this.#children(root, selectionSet, data), ({ field, type, value }) => {
      const inside = isData(value) ? this.#children(type, field.selectionSet, value) : [];
      return mutationCost(field.name.value) + sum(inside, child => this.#ofPayload(child));
    });
  }

  object(type: GraphQLNamedType, selectionSet: SelectionSetNode | undefined, data: Data): number {
    return sum(this.#children(type, selectionSet, data), child => this.#field(child));
  }

  /** A payload's direct field costs only what is inside it. */
  #ofPayload(child: Child): number {
    const { field, type, value } = child;
    if (!hasFields(type)) return 0;
    if (type.name.endsWith('Connection')) return sum(this.#nodes(child), each => each);
    return isData(value) || Array.isArray(value)
      ? mostOf(value, each => this.object(type, field.selectionSet, each))
      : 0;
  }

  #field(child: Child): number {
    const { field, parent, type, value } = child;
    const own = ownCost(parent.name, field.name.value, type);
    if (own !== undefined) return own;
    if (!isData(value) && !Array.isArray(value)) return 1;
    if (!type.name.endsWith('Connection'))
      return mostOf(value, each => 1 + this.object(type, field.selectionSet, each));
    const nodes = this.#nodes(child);
    if (nodes.length === 0) return 2 + weight(sizeOf(field, this.#variables));
    return 2 + (weight(nodes.length) * sum(nodes, each => each)) / nodes.length;
  }

  /** The cost of each node of a connection, in `nodes` and in `edges.node`. */
  #nodes({ field, type, value }: Child): readonly number[] {
    const costs: number[] = [];
    const add = (n: number, nodeType: GraphQLNamedType, inside: FieldNode, node: unknown) =>
      (costs[n] =
        (costs[n] ?? 0) + 1 + (isData(node) ? this.object(nodeType, inside.selectionSet, node) : 0));
    for (const part of isData(value) ? this.#children(type, field.selectionSet, value) : []) {
      for (const [n, each] of listOf(part.value).entries()) {
        if (part.field.name.value === 'nodes') add(n, part.type, part.field, each);
        if (part.field.name.value !== 'edges' || !isData(each)) continue;
        for (const edge of this.#children(part.type, part.field.selectionSet, each))
          if (edge.field.name.value === 'node') add(n, edge.type, edge.field, edge.value);
      }
    }
    return costs;
  }

  /** The selected fields that the answer holds: a fragment on another type left none. */
  #children(
    type: GraphQLNamedType,
    selectionSet: SelectionSetNode | undefined,
    data: Data,
  ): readonly Child[] {
    return (selectionSet?.selections ?? []).flatMap((selection): readonly Child[] => {
      if (isSkipped(selection, this.#variables)) return [];
      if (selection.kind === Kind.FIELD) {
        const definition = hasFields(type) ? fieldOf(type, selection.name.value) : undefined;
        const name = (selection.alias ?? selection.name).value;
        if (!definition || !(name in data)) return [];
        const named = getNamedType(definition.type);
        return [{ field: selection, parent: type as Parent, type: named, value: data[name] }];
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      if (!fragment) return [];
      const narrowed = fragment.typeCondition && this.#schema.getType(fragment.typeCondition.name.value);
      return this.#children(narrowed ?? type, fragment.selectionSet, data);
    });
  }
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A list costs as much as its most expensive item; a null item costs 1. */
function mostOf(value: unknown, costOf: (each: Data) => number): number {
  const all = Array.isArray(value) ? value : [value];
  return all.reduce<number>((most, each) => Math.max(most, isData(each) ? costOf(each) : 1), 0);
}

function sum<T>(all: readonly T[], costOf: (each: T) => number): number {
  return all.reduce((total, each) => total + costOf(each), 0);
}
