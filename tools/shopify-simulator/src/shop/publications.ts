import { connectionOf, type ConnectionArguments } from '../graphql/connection.ts';
import { gid, idOf, sortableId } from './ids.ts';
import { dateTime } from './times.ts';

/** The simulated shop's sales channels; each belongs to an app of Shopify's. The "current" one is the point of sale. */
export const publications = [
  { id: '50110000001', name: 'Online Store', appId: '580111', handle: 'online_store' },
  { id: '50110000002', name: 'Point of Sale', appId: '129785', handle: 'pos' },
] as const;

type Publication = (typeof publications)[number];

export const currentPublication: Publication = publications[1];

export function publicationNode({ id, name, appId, handle }: Publication) {
  const app = { __typename: 'App', id: gid('App', appId), handle, title: name };
  return {
    __typename: 'Publication',
    id: gid('Publication', id),
    name,
    autoPublish: true,
    supportsFuturePublishing: id === publications[0].id,
    catalog: {
      __typename: 'AppCatalog',
      id: gid('AppCatalog', id),
      title: name,
      status: 'ACTIVE',
      apps: (args: ConnectionArguments) =>
        connectionOf('App', [{ id: appId, value: sortableId(appId), row: app }], args, row => row),
    },
  };
}

/** The publication fields of a product or collection: on every channel since `publishedAt`, except `unpublishedOn`. */
export function publishableFields(
  publishedAt: number | undefined,
  unpublishedOn: readonly string[] | undefined,
  publishable: () => object,
) {
  const isOn = (id: string) => publishedAt !== undefined && !(unpublishedOn ?? []).includes(id);
  const on = () => publications.filter(each => isOn(each.id));
  const page = (typename: string, args: ConnectionArguments & { onlyPublished?: boolean | null }) =>
    connectionOf(
      typename,
      (args.onlyPublished === false ? publications : on()).map(row => ({
        id: row.id,
        value: sortableId(row.id),
        row,
      })),
      args,
      row => ({
        __typename: typename,
        isPublished: isOn(row.id),
        publishDate: publishedAt === undefined ? null : dateTime(publishedAt),
        publication: publicationNode(row),
        publishable,
      }),
    );
  return {
    publishedOnPublication: ({ publicationId }: { publicationId: string }) => isOn(idOf(publicationId)),
    publishedOnCurrentPublication: isOn(currentPublication.id),
    resourcePublications: (args: ConnectionArguments) => page('ResourcePublication', args),
    resourcePublicationsV2: (args: ConnectionArguments) => page('ResourcePublicationV2', args),
    resourcePublicationsCount: ({ onlyPublished }: { onlyPublished?: boolean | null }) => ({
      __typename: 'Count',
      count: onlyPublished === false ? publications.length : on().length,
      precision: 'EXACT',
    }),
    unpublishedPublications: (args: ConnectionArguments) =>
      connectionOf(
        'Publication',
        publications
          .filter(each => !isOn(each.id))
          .map(row => ({ id: row.id, value: sortableId(row.id), row: row as Publication })),
        args,
        publicationNode,
      ),
  };
}
