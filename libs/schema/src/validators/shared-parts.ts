/** Where the shared parts are, for `$ref`. It is a name, and nothing is fetched from it. */
const address = 'https://tidemark.invalid/parts';

interface Shared {
  readonly schemas: readonly unknown[];
  readonly parts: { readonly $id: string; readonly $defs: Readonly<Record<string, unknown>> };
}

/**
 * The same schemas, in which whatever is said more than once is said in one place: the code that is made from them is half
 * as long.
 */
export function withSharedParts(schemas: readonly unknown[]): Shared {
  const counts = new Map<string, number>();
  for (const schema of schemas) count(schema, counts);
  const names = new Map<string, string>();
  const $defs: Record<string, unknown> = {};
  const refer = (value: unknown, isTop: boolean): unknown => {
    if (Array.isArray(value)) return value.map(each => refer(each, false));
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    if (isTop || !isPart(value) || (counts.get(text) ?? 0) < leastUses(value))
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, refer(each, false)]));
    const known = names.get(text);
    const name = known ?? `part${names.size}`;
    if (known === undefined) {
      names.set(text, name);
      $defs[name] = refer(value, true);
    }
    return { $ref: `${address}#/$defs/${name}` };
  };
  return { schemas: schemas.map(each => refer(each, true)), parts: { $id: address, $defs } };
}

function count(value: unknown, counts: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value) && isPart(value)) {
    const text = JSON.stringify(value);
    const times = (counts.get(text) ?? 0) + 1;
    counts.set(text, times);
    // What is within it is said once, in the part.
    if (times > 1) return;
  }
  for (const each of Object.values(value)) count(each, counts);
}

/** Whether something is a schema that says more than a type. `properties` and the like are none. */
function isPart(value: object): boolean {
  const { type, anyOf } = value as { readonly type?: unknown; readonly anyOf?: unknown };
  return Array.isArray(anyOf) || (typeof type === 'string' && Object.keys(value).length > 1);
}

/** A part of a line or two is worth a call only where it is used often. */
function leastUses(value: object): number {
  return 'properties' in value || 'items' in value ? 2 : 4;
}
