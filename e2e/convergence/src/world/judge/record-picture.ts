import type { Records } from '@tidemark/mirror';
import { recordNames, type RecordName, type RecordOf } from '@tidemark/schema';

/** Every record that tills wrote, as the mirror has it. */
export type RecordPicture = { readonly [C in RecordName]: ReadonlyMap<string, RecordOf[C]> };

/** Ids of records, by collection. */
export type RecordIds = { readonly [C in RecordName]: Set<string> };

export function noIds(): RecordIds {
  return Object.fromEntries(recordNames.map(name => [name, new Set()])) as unknown as RecordIds;
}

/** The records that tills hold, without those that have left them. */
export async function recordPicture(records: Records, shop: string): Promise<RecordPicture> {
  const picture: Record<string, Map<string, object>> = {};
  for (const name of recordNames) {
    const page = await records.changesAfter(shop, name, '', undefined, 100_000);
    const documents = page.documents.flatMap(text => {
      const { _deleted, ...document } = JSON.parse(text) as { id: string; _deleted: boolean };
      return _deleted ? [] : [document];
    });
    picture[name] = new Map(documents.map(each => [each.id, each] as const));
  }
  return picture as unknown as RecordPicture;
}

/** The records that tills hold, and those of these ids that have left them. */
export async function withRetired(
  records: Records,
  shop: string,
  living: RecordPicture,
  ids: RecordIds,
): Promise<RecordPicture> {
  const picture: Record<string, Map<string, object>> = {};
  for (const name of recordNames) {
    const all = new Map<string, object>(living[name]);
    for (const id of ids[name]) {
      const kept = all.has(id) ? undefined : await records.find(shop, name, id);
      if (kept) all.set(id, kept);
    }
    picture[name] = all;
  }
  return picture as unknown as RecordPicture;
}
