import type { Mirror } from '@tidemark/mirror';
import { collectionNames, scopeFor } from '@tidemark/schema';
import { textOf, type Picture } from './expected.ts';

/** What a mirror holds for the tills of one location, in the format of `expectedPicture`. */
export async function mirrorPicture(mirror: Mirror, shop: string, locationId: string): Promise<Picture> {
  const picture = {} as Picture;
  for (const name of collectionNames) {
    const page = await mirror.changesAfter(shop, name, scopeFor(name, locationId), undefined, 100_000);
    const living = page.documents
      .map(text => JSON.parse(text) as { id: string; _deleted: boolean })
      .filter(each => !each._deleted);
    picture[name] = new Map(living.map(each => [each.id, textOf(name, each)]));
  }
  return picture;
}
