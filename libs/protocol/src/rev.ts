import { formatHash, hashText } from './hash.ts';

/** JSON with keys in one order, so that equal content is equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const inner = (value as Record<string, unknown>)[key];
    if (inner !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(inner)}`);
  }
  return `{${parts.join(',')}}`;
}

/** The `rev` of a document: a hash of its whole content but `rev` itself and RxDB's own fields (`_deleted` counts). */
export function revOf(document: { readonly id: string }): string {
  const content = Object.entries(document as Record<string, unknown>).filter(
    ([key, value]) => key !== 'rev' && (!key.startsWith('_') || (key === '_deleted' && value === true)),
  );
  return formatHash(hashText(canonicalJson(Object.fromEntries(content))));
}
