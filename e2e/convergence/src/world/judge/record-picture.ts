import type { Promises } from '@tidemark/mirror';
import { promiseNames, type PromiseName, type PromiseOf } from '@tidemark/schema';

/** Everything that tills wrote, as the mirror has it. */
export type PromisePicture = { readonly [C in PromiseName]: ReadonlyMap<string, PromiseOf[C]> };

export async function promisePicture(promises: Promises, shop: string): Promise<PromisePicture> {
  const picture: Record<string, Map<string, object>> = {};
  for (const name of promiseNames) {
    const page = await promises.changesAfter(shop, name, '', undefined, 100_000);
    const documents = page.documents.map(text => {
      const { _deleted, ...document } = JSON.parse(text) as { id: string; _deleted: boolean };
      return document;
    });
    picture[name] = new Map(documents.map(each => [each.id, each] as const));
  }
  return picture as unknown as PromisePicture;
}
