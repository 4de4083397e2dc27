/** A query with its page sizes halved `halvings` times, each at least one row. */
export function withSmallerPages(query: string, halvings: number): string {
  if (halvings === 0) return query;
  return query.replace(
    /\bfirst: (\d+)/g,
    (_, rows: string) => `first: ${Math.max(1, Math.floor(Number(rows) / 2 ** halvings))}`,
  );
}

/** Whether another halving makes any page smaller. */
export function canShrink(query: string, halvings: number): boolean {
  return withSmallerPages(query, halvings) !== withSmallerPages(query, halvings + 1);
}

/** Variables with their list of ids split in two; undefined if they have no list of more than one. */
export function halvesOf(variables: object): readonly [object, object] | undefined {
  const { ids } = variables as { ids?: unknown };
  if (!Array.isArray(ids) || ids.length < 2) return undefined;
  const middle = Math.ceil(ids.length / 2);
  return [
    { ...variables, ids: ids.slice(0, middle) },
    { ...variables, ids: ids.slice(middle) },
  ];
}

/** Joins the answers to the two halves: their nodes, in order. */
export function joinedAnswers(first: unknown, second: unknown): unknown {
  const nodesOf = (answer: unknown) => (answer as { nodes: unknown[] }).nodes;
  return { ...(first as object), nodes: [...nodesOf(first), ...nodesOf(second)] };
}
