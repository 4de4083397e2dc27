import type { Records } from '@tidemark/mirror';
import { recordNames, type RecordName, type RecordOf } from '@tidemark/schema';

/** Everything that tills wrote, as the mirror has it. */
export type RecordPicture = { readonly [C in RecordName]: ReadonlyMap<string, RecordOf[C]> };

export async function recordPicture(records: Records, shop: string): Promise<RecordPicture> {
  const picture: Record<string, Map<string, object>> = {};
  for (const name of recordNames) {
    const page = await records.changesAfter(shop, name, '', undefined, 100_000);
    const documents = page.documents.map(text => {
      const { _deleted, ...document } = JSON.parse(text) as { id: string; _deleted: boolean };
      return document;
    });
    picture[name] = new Map(documents.map(each => [each.id, each] as const));
  }
  return picture as unknown as RecordPicture;
}
