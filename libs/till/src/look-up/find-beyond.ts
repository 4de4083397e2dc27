import { maxQueryLength, type FindKind, type FindRequest, type FindResponse } from '@tidemark/protocol';
import { beginningOf, documentFits, type CollectionName, type DocumentOf } from '@tidemark/schema';
import { reasonOf } from '../api/reason.ts';
import type { Wanted } from '../sync/bring-missing.ts';
import type { FindOptions, FindResult, Found } from '../api/till.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';

export interface FindParts {
  readonly wire: Pick<Wire, 'find'>;
  /** When this till was last verified; undefined before the first time. */
  readonly knowledgeFrom: () => number | undefined;
  /** Makes sure that these documents are stored here as the mirror has them; answers the ids that were not here. */
  readonly bring: (name: CollectionName, wanted: Wanted, head: string) => Promise<ReadonlySet<string>>;
}

/**
 * Asks the server, and the server asks Shopify, for what this till does not find. What the mirror has by then is
 * brought here before this resolves.
 */
export async function findBeyond<K extends FindKind>(
  kind: K,
  query: string,
  { from, to }: FindOptions,
  signal: AbortSignal | undefined,
  parts: FindParts,
): Promise<FindResult<K>> {
  const request: FindRequest = {
    kind,
    query: beginningOf(query.trim(), maxQueryLength),
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
  };
  if (request.query === '' && (kind !== 'orders' || (from ?? to) === undefined))
    return { kind: 'refused', reason: { code: 'query-empty' } };
  try {
    const answer = await parts.wire.find(request, signal);
    if (signal?.aborted) return { kind: 'aborted' };
    const wereMissing = await parts.bring(kind, wantedOf(answer), answer.heads[kind]);
    if (signal?.aborted) return { kind: 'aborted' };
    return answered(kind, answer, wereMissing);
  } catch (error) {
    if (signal?.aborted) return { kind: 'aborted' };
    if (error instanceof WireError && error.code === 'offline')
      return { kind: 'offline', silence: error.silence, knowledgeFrom: parts.knowledgeFrom() };
    return { kind: 'refused', reason: reasonOf(error) };
  }
}

/** The documents of an answer that this till should have: all but orders that the mirror does not keep. */
function wantedOf({ found, documents }: FindResponse): Wanted {
  const notMirrored = new Set(found.filter(({ state }) => state === 'not-mirrored').map(({ id }) => id));
  return new Map(
    documents.filter(({ id, _deleted }) => !_deleted && !notMirrored.has(id)).map(({ id, rev }) => [id, rev]),
  );
}

function answered<K extends FindKind>(
  kind: K,
  { found, documents, hasMore, shopify }: FindResponse,
  wereMissing: ReadonlySet<string>,
): FindResult<K> {
  const byId = new Map(documents.map(({ _deleted, ...document }) => [document.id, document]));
  const foundHere = found.map(({ id, title, state }): Found<K> => {
    const document = byId.get(id);
    const fits = document !== undefined && documentFits(kind, document);
    // The stream may have brought it here before the answer called it missing.
    const wasInNoMirror = state === 'was-missing-in-mirror' && fits;
    return {
      id,
      title,
      state,
      document: fits ? (document as unknown as DocumentOf[K]) : undefined,
      wasMissingIn: wasInNoMirror ? 'mirror' : wereMissing.has(id) ? 'till' : undefined,
    };
  });
  return { kind: 'answered', found: foundHere, hasMore, isShopifyAsked: shopify === 'asked' };
}
