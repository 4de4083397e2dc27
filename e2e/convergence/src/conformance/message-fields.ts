import * as z from 'zod/mini';

interface Shape {
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
}

/** The path of every field of a message: `till.id`, `entries[].id`, `collections.*.mirror`. */
export function fieldsOf(schema: z.ZodMiniType): string[] {
  const found = new Set<string>();
  walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape, '', found);
  return [...found].sort();
}

function walk(shape: Shape, at: string, found: Set<string>): void {
  for (const variant of [...(shape.anyOf ?? []), ...(shape.oneOf ?? [])]) walk(variant, at, found);
  for (const [name, inner] of Object.entries(shape.properties ?? {})) {
    const path = at === '' ? name : `${at}.${name}`;
    found.add(path);
    walk(inner, path, found);
  }
  if (shape.items) walk(shape.items, `${at}[]`, found);
  // A map by name. Plain values, as in heads, have no fields to explain.
  if (typeof shape.additionalProperties === 'object') walk(shape.additionalProperties, `${at}.*`, found);
}
