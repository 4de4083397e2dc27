import { canonicalJson } from '@tidemark/schema';
import { formatHash, hashText } from './hash.ts';

/**
 * The `rev` of a document: a hash of its whole content except `rev` itself and RxDB's own fields (`_deleted` counts).
 */
export function revOf(document: { readonly id: string }): string {
  const content = Object.entries(document as Record<string, unknown>).filter(
    ([key, value]) => key !== 'rev' && (!key.startsWith('_') || (key === '_deleted' && value === true)),
  );
  return formatHash(hashText(canonicalJson(Object.fromEntries(content))));
}
