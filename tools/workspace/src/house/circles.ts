/** The imports of each file, types included, by paths from one folder. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** One visit of Tarjan's algorithm. */
interface Visit {
  readonly index: number;
  low: number;
}

/**
 * The groups of files that import each other, directly or through others, each once with its files sorted. These are
 * Tarjan's strongly connected components. Reads each import once.
 */
export function circlesIn(graph: ImportGraph): readonly (readonly string[])[] {
  const visits = new Map<string, Visit>();
  const stack: string[] = [];
  const open = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string): Visit => {
    const own = { index: visits.size, low: visits.size };
    visits.set(file, own);
    stack.push(file);
    open.add(file);
    for (const imported of graph.get(file) ?? []) {
      const known = visits.get(imported);
      if (!known) own.low = Math.min(own.low, visit(imported).low);
      else if (open.has(imported)) own.low = Math.min(own.low, known.index);
    }
    if (own.low < own.index) return own;
    const group = stack.splice(stack.indexOf(file));
    for (const each of group) open.delete(each);
    if (group.length > 1 || graph.get(file)?.includes(file)) circles.push(group.sort());
    return own;
  };
  for (const file of graph.keys()) if (!visits.has(file)) visit(file);
  return circles;
}
