import type * as z from 'zod/mini';

/** A rule of the protocol that the server breaks, in words for the server's authors. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** @throws Broken with these words, unless the condition holds. */
export function must(condition: boolean, otherwise: string | (() => string)): asserts condition {
  if (!condition) throw new Broken(typeof otherwise === 'string' ? otherwise : otherwise());
}

/** The value as its message. @throws Broken if it does not fit, with the first place that does not. */
export function fits<S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Broken(`${what} does not fit its message at ${issue?.path.join('.') || '/'}: ${issue?.message}`);
}

/** Compares both as JSON with sorted keys, so that only content counts. @throws Broken if they differ. */
export function mustEqual(found: unknown, expected: unknown, what: string): void {
  const [a, b] = [text(found), text(expected)];
  must(a === b, () => `${what}: expected ${short(b)}, got ${short(a)}`);
}

function text(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'undefined'
  );
}

function short(value: string): string {
  return value.length > 300 ? `${value.slice(0, 300)}…` : value;
}
