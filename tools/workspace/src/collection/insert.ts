import type { Insertion } from './places.ts';

/**
 * Puts an insertion's text in its place.
 * @throws where the place is not there any more: the generator has to follow the code.
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
