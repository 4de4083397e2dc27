import { canonicalJson } from '@tidemark/schema';
import { formatHash, hashText } from './hash.ts';

/**
 * The `rev` of a document: a hash of its whole content except `rev` itself and RxDB's own fields (`_deleted` counts).
 */
export function revOf(document: { readonly id: string }): string {
  const content: Record<string, unknown> = {};
  for (const key of Object.keys(document)) {
    const value = (document as Readonly<Record<string, unknown>>)[key];
    if (isContent(key, value)) content[key] = value;
  }
  return formatHash(hashText(canonicalJson(content)));
}

function isContent(key: string, value: unknown): boolean {
  return key.startsWith('_') ? key === '_deleted' && value === true : key !== 'rev';
}
