import type { Insertion } from './places.ts';

/**
 * The source with an insertion's text in its place.
 * @throws if the place no longer exists: the generator must follow the code.
 */
export function insert(source: string, { file, from, before, text }: Insertion): string {
  const start = source.indexOf(from);
  const at = start < 0 ? -1 : source.indexOf(before, start + from.length);
  if (at < 0)
    throw new Error(
      `${file} has no "${from || before}" any more: see tools/workspace/src/collection/places.ts`,
    );
  return source.slice(0, at) + text + source.slice(at);
}
