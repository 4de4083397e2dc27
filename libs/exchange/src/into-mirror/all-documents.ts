import type { Mirror } from '@tidemark/mirror';
import type { CollectionName, Scope } from '@tidemark/schema';

/**
 * Stored text of all documents with these ids, in as many mirror requests as they need: each answer has limited room.
 */
export async function allDocuments(
  mirror: Mirror,
  shop: string,
  collection: CollectionName,
  scope: Scope,
  ids: readonly string[],
): Promise<readonly string[]> {
  const all: string[] = [];
  for (let left = ids; left.length > 0;) {
    const answer = await mirror.documents(shop, collection, scope, left);
    all.push(...answer.documents);
    ({ left } = answer);
  }
  return all;
}
