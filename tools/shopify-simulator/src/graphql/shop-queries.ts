import { badRequest } from '../api/bad-request.ts';
import { compareListed, connectionOf } from './connection.ts';
import { gid, sortableId } from '../shop/ids.ts';
import { doneJob } from '../shop/jobs.ts';
import { countOf, type ListArguments } from './listing.ts';
import type { Nodes } from './nodes.ts';
import type { DestroyRecord } from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { fits, parseSearch, type FieldValue } from '../search/search-syntax.ts';
import { dateTime } from '../shop/times.ts';

const typeOfSubject = {
  PRODUCT: 'Product',
  CUSTOMER: 'Customer',
  ORDER: 'Order',
  COLLECTION: 'Collection',
} as const;

/** Shopify keeps events for a year. */
const eventsKeptMs = 366 * 86_400_000;

/** The query roots of the shop itself: settings, locations, jobs, deletion events. */
export function shopRoots(store: Rows, nodes: Nodes) {
  const events = (query: string | null | undefined) => {
    const search = parseSearch(query ?? '');
    return [...store.destroyed.values()].filter(
      each =>
        each.createdAt >= store.now() - eventsKeptMs && fits(search, each, readEvent, () => '', new Set()),
    );
  };
  return {
    shop: () => nodes.shop(),
    location: ({ id }: { id?: string | null }) => {
      if (id) return nodes.byGid(id, 'Location');
      const [first] = store.locations.values();
      return first ? nodes.location(first) : null;
    },
    locations: ({
      includeInactive,
      includeLegacy,
      query,
      sortKey,
      ...page
    }: ListArguments & { includeInactive?: boolean | null; includeLegacy?: boolean | null }) => {
      if (query) throw badRequest('not simulated: locations(query:)');
      const rows = [...store.locations.values()].filter(
        each => (each.isActive || includeInactive) && (!each.isFulfillmentService || includeLegacy),
      );
      const listed = rows.map(row => ({
        id: row.id,
        value: sortKey === 'ID' ? sortableId(row.id) : row.name,
        row,
      }));
      return connectionOf('Location', listed.sort(compareListed), page, row => nodes.location(row));
    },
    locationsCount: ({ limit }: { limit?: number | null }) => countOf(store.locations.size, limit),
    job: ({ id }: { id: string }) => doneJob(id),
    events: ({ query, sortKey, ...page }: ListArguments) => {
      const listed = events(query).map(row => ({
        id: row.id,
        value: sortKey === 'CREATED_AT' ? row.createdAt : sortableId(row.id),
        row,
      }));
      return connectionOf('Event', listed.sort(compareListed), page, row => ({
        __typename: 'BasicEvent',
        id: gid('BasicEvent', row.id),
        action: 'destroy',
        subjectId: gid(typeOfSubject[row.subjectType], row.subjectId),
        subjectType: row.subjectType,
        subject: null,
        appTitle: null,
        attributeToApp: false,
        attributeToUser: true,
        criticalAlert: false,
        message: `${typeOfSubject[row.subjectType]} was deleted.`,
        createdAt: dateTime(row.createdAt),
      }));
    },
    eventsCount: ({ query }: { query?: string | null }) => countOf(events(query).length, null),
  };
}

function readEvent(row: DestroyRecord, field: string): FieldValue | undefined {
  if (field === 'created_at') return { time: row.createdAt };
  if (field === 'action') return { texts: ['destroy'] };
  if (field === 'subject_type') return { texts: [row.subjectType] };
  if (field === 'id') return { id: row.id };
  return undefined;
}
