import { idOf, type Nodes } from './nodes.ts';
import type { Store } from './store.ts';

/** What the merchant does with collections. */
export function collectionMutations(store: Store, nodes: Nodes) {
  const error = (message: string, field: readonly string[] | null = ['input']) => [
    { __typename: 'UserError', field, message },
  ];
  const collectionPayload = (typename: string, id: string | undefined, userErrors: object[] = []) => ({
    __typename: typename,
    collection: id === undefined ? null : nodes.byGid(`gid://shopify/Collection/${id}`),
    userErrors,
    job: null,
  });
  return {
    collectionCreate: ({ input }: { input: { title?: string; products?: readonly string[] } }) => {
      if (!input.title?.trim())
        return collectionPayload(
          'CollectionCreatePayload',
          undefined,
          error("Title can't be blank", ['title']),
        );
      const now = store.now();
      const id = store.newId();
      store.saveCollection({
        id,
        title: input.title,
        handle: input.title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
        productIds: (input.products ?? []).map(idOf),
        createdAt: now,
        updatedAt: now,
      });
      return collectionPayload('CollectionCreatePayload', id);
    },
    collectionUpdate: ({ input }: { input: { id?: string; title?: string } }) => {
      const known = store.collections.get(idOf(input.id ?? 'gid://shopify/Collection/0'));
      if (!known)
        return collectionPayload(
          'CollectionUpdatePayload',
          undefined,
          error('Collection does not exist', ['id']),
        );
      store.saveCollection({ ...known, title: input.title ?? known.title });
      return collectionPayload('CollectionUpdatePayload', known.id);
    },
    collectionDelete: ({ input }: { input: { id: string } }) => {
      const gone = store.deleteCollection(idOf(input.id));
      return {
        __typename: 'CollectionDeletePayload',
        deletedCollectionId: gone ? input.id : null,
        userErrors: gone ? [] : error('Collection does not exist', ['id']),
      };
    },
    collectionAddProducts: ({ id, productIds }: { id: string; productIds: readonly string[] }) => {
      const known = store.collections.get(idOf(id));
      if (!known)
        return collectionPayload(
          'CollectionAddProductsPayload',
          undefined,
          error('Collection does not exist', ['id']),
        );
      store.saveCollection({
        ...known,
        productIds: [...new Set([...known.productIds, ...productIds.map(idOf)])],
      });
      return collectionPayload('CollectionAddProductsPayload', known.id);
    },
    collectionRemoveProducts: ({ id, productIds }: { id: string; productIds: readonly string[] }) => {
      const known = store.collections.get(idOf(id));
      const gone = new Set(productIds.map(idOf));
      if (known)
        store.saveCollection({ ...known, productIds: known.productIds.filter(each => !gone.has(each)) });
      return {
        __typename: 'CollectionRemoveProductsPayload',
        job: null,
        userErrors: known ? [] : error('Collection does not exist', ['id']),
      };
    },
  };
}
