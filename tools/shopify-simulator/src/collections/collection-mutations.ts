import { gid, idOf } from '../shop/ids.ts';
import { newJob } from '../shop/jobs.ts';
import type { Nodes } from '../graphql/nodes.ts';
import type { CollectionRecord } from '../shop/records.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

interface CollectionInput {
  readonly id?: string;
  readonly title?: string;
  readonly handle?: string;
  readonly descriptionHtml?: string;
  readonly sortOrder?: string;
  readonly products?: readonly string[];
}

interface CollectionArguments {
  readonly collection?: CollectionInput;
  readonly input?: CollectionInput;
}

/** Mutations of custom collections. */
export function collectionMutations(store: Store, nodes: Nodes) {
  const known = (id: string | undefined) => store.collections.get(id === undefined ? '' : idOf(id));
  const job = () => newJob(store);
  const payload = (name: string, id: string | undefined, userErrors: UserError[] = []) => ({
    __typename: `${name}Payload`,
    collection: id === undefined ? null : nodes.byGid(gid('Collection', id)),
    job: id === undefined ? null : job(),
    userErrors,
  });
  const missing = [userError(['id'], 'Collection does not exist')];
  const blank = [userError(['title'], "Title can't be blank")];

  return {
    collectionCreate: ({ collection, input = collection ?? {} }: CollectionArguments) => {
      if (!input.title?.trim()) return payload('CollectionCreate', undefined, blank);
      const now = store.now();
      const made: CollectionRecord = {
        id: store.newId(),
        title: input.title,
        handle: input.handle ?? input.title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
        productIds: (input.products ?? []).map(idOf),
        descriptionHtml: input.descriptionHtml ?? '',
        sortOrder: input.sortOrder ?? 'BEST_SELLING',
        createdAt: now,
        updatedAt: now,
      };
      store.saveCollection(made);
      return payload('CollectionCreate', made.id);
    },
    collectionUpdate: ({ collection, input = collection ?? {} }: CollectionArguments) => {
      const row = known(input.id);
      if (!row) return payload('CollectionUpdate', undefined, missing);
      const { id: _id, title, products, ...fields } = input;
      if (title !== undefined && !title.trim()) return payload('CollectionUpdate', undefined, blank);
      const productIds = products ? products.map(idOf) : row.productIds;
      store.saveCollection({ ...row, ...fields, title: title ?? row.title, productIds });
      return payload('CollectionUpdate', row.id);
    },
    collectionDelete: ({ input }: { input: { id: string } }) => {
      const isGone = store.deleteCollection(idOf(input.id));
      return {
        __typename: 'CollectionDeletePayload',
        deletedCollectionId: isGone ? input.id : null,
        shop: nodes.shop(),
        userErrors: isGone ? [] : missing,
      };
    },
    collectionAddProducts: ({ id, productIds }: { id: string; productIds: readonly string[] }) => {
      const row = known(id);
      if (!row) return payload('CollectionAddProducts', undefined, missing);
      const added = productIds.map(idOf);
      if (added.some(each => !store.products.has(each)))
        return payload('CollectionAddProducts', undefined, [
          userError(['productIds'], 'Product does not exist'),
        ]);
      if (added.some(each => row.productIds.includes(each)))
        return payload('CollectionAddProducts', undefined, [
          userError(['productIds'], 'Product has already been added to the collection'),
        ]);
      store.saveCollection({ ...row, productIds: [...row.productIds, ...added] });
      return payload('CollectionAddProducts', row.id);
    },
    collectionRemoveProducts: ({ id, productIds }: { id: string; productIds: readonly string[] }) => {
      const row = known(id);
      if (!row) return payload('CollectionRemoveProducts', undefined, missing);
      const gone = new Set(productIds.map(idOf));
      store.saveCollection({ ...row, productIds: row.productIds.filter(each => !gone.has(each)) });
      return payload('CollectionRemoveProducts', row.id);
    },
  };
}
