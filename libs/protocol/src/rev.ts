import { formatHash, hashText } from './hash.ts';

/** JSON with keys in one order, so that equal content is equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** The `rev` of a document: a hash of its whole content but `rev` itself and RxDB's own fields (`_deleted` counts). */
export function revOf(document: { readonly id: string }): string {
  const content = Object.entries(document as Record<string, unknown>).filter(
    ([key, value]) => key !== 'rev' && (!key.startsWith('_') || (key === '_deleted' && value === true)),
  );
  return formatHash(hashText(canonicalJson(Object.fromEntries(content))));
}
