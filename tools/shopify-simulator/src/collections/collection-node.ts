import { connectionOf, type ConnectionArguments } from '../graphql/connection.ts';
import { gid, idOf, sortableId } from '../shop/ids.ts';
import { publishableFields } from '../shop/publications.ts';
import type { CollectionRecord, ProductRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { dateTime } from '../shop/times.ts';

/** A custom collection as a GraphQL object; its products in the merchant's order. */
export function collectionNode(
  collection: CollectionRecord,
  store: Rows,
  productNode: (row: ProductRecord) => object,
) {
  const members = () => collection.productIds.flatMap(id => store.products.get(id) ?? []);
  const html = collection.descriptionHtml ?? '';
  const node = {
    __typename: 'Collection',
    id: gid('Collection', collection.id),
    legacyResourceId: collection.id,
    title: collection.title,
    handle: collection.handle,
    description: html.replace(/<[^>]*>/g, ''),
    descriptionHtml: html,
    image:
      collection.imageUrl === undefined
        ? null
        : { __typename: 'Image', url: collection.imageUrl, altText: collection.title },
    sortOrder: collection.sortOrder ?? 'MANUAL',
    ruleSet: null,
    templateSuffix: null,
    hasProduct: ({ id }: { id: string }) => collection.productIds.includes(idOf(id)),
    productsCount: () => ({ __typename: 'Count', count: members().length, precision: 'EXACT' }),
    products: ({ sortKey, ...args }: ConnectionArguments & { sortKey?: string | null }) => {
      const rows = members().map((row, n) => ({
        id: row.id,
        value: sortKey === 'ID' ? sortableId(row.id) : n,
        row,
      }));
      if (sortKey === 'ID') rows.sort((a, b) => (a.value < b.value ? -1 : 1));
      return connectionOf('Product', rows, args, productNode);
    },
    updatedAt: dateTime(collection.updatedAt),
  };
  return Object.assign(
    node,
    publishableFields(collection.createdAt, collection.unpublishedOn, () => node),
  );
}
