import {
  approvalRequestSchema,
  approvalResponseSchema,
  auditResponseSchema,
  bucketResponseSchema,
  decisionRequestSchema,
  decisionResponseSchema,
  digestRequestSchema,
  digestResponseSchema,
  enrolRequestSchema,
  enrolResponseSchema,
  movedRequestSchema,
  movedResponseSchema,
  peopleRequestSchema,
  peopleResponseSchema,
  findRequestSchema,
  findResponseSchema,
  headsResponseSchema,
  lookupRequestSchema,
  lookupResponseSchema,
  recordEventSchema,
  pullRequestSchema,
  pullResponseSchema,
  pushRequestSchema,
  pushResponseSchema,
  repairRequestSchema,
  repairResponseSchema,
  sessionRequestSchema,
  sessionResponseSchema,
  statusResponseSchema,
  streamEventSchema,
  syncRequestSchema,
  syncResponseSchema,
} from '@tidemark/protocol';
import * as z from 'zod/mini';

/** One route of the protocol, with its request and its successful response. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** With `:collection` where the path names one. */
  readonly path: string;
  /** Query or body; it includes the path's collection if the message has one. */
  readonly request?: z.ZodMiniType;
  readonly response: z.ZodMiniType;
  readonly isPublic?: true;
}

/** Every route that a server of this protocol has. */
export const routes: readonly Route[] = [
  {
    ...{ method: 'POST', path: '/api/session', isPublic: true },
    ...{ request: sessionRequestSchema, response: sessionResponseSchema },
  },
  {
    ...{ method: 'POST', path: '/api/session/key' },
    ...{ request: enrolRequestSchema, response: enrolResponseSchema },
  },
  {
    ...{ method: 'POST', path: '/api/session/people' },
    ...{ request: peopleRequestSchema, response: peopleResponseSchema },
  },
  {
    ...{ method: 'POST', path: '/api/session/approval' },
    ...{ request: approvalRequestSchema, response: approvalResponseSchema },
  },
  {
    ...{ method: 'POST', path: '/api/status/moved' },
    ...{ request: movedRequestSchema, response: movedResponseSchema },
  },
  { method: 'POST', path: '/api/sync', request: syncRequestSchema, response: syncResponseSchema },
  { method: 'POST', path: '/api/audit', response: auditResponseSchema },
  { method: 'GET', path: '/api/status', response: statusResponseSchema },
  { method: 'POST', path: '/api/lookup', request: lookupRequestSchema, response: lookupResponseSchema },
  { method: 'POST', path: '/api/find', request: findRequestSchema, response: findResponseSchema },
  { method: 'GET', path: '/api/replication/heads', response: headsResponseSchema },
  {
    ...{ method: 'GET', path: '/api/replication/stream' },
    response: z.union([streamEventSchema, recordEventSchema]),
  },
  {
    ...{ method: 'GET', path: '/api/replication/:collection/pull' },
    ...{ request: pullRequestSchema, response: pullResponseSchema },
  },
  {
    ...{ method: 'GET', path: '/api/replication/:collection/digest', request: digestRequestSchema },
    response: z.union([digestResponseSchema, bucketResponseSchema]),
  },
  {
    ...{ method: 'POST', path: '/api/replication/:collection/documents' },
    ...{ request: repairRequestSchema, response: repairResponseSchema },
  },
  {
    ...{ method: 'POST', path: '/api/replication/:collection/push' },
    ...{ request: pushRequestSchema, response: pushResponseSchema },
  },
  {
    ...{ method: 'POST', path: '/api/replication/:collection/decision' },
    ...{ request: decisionRequestSchema, response: decisionResponseSchema },
  },
];

/** The route of a path; undefined if there is none. */
export function routeOf(method: string, pathname: string): Route | undefined {
  const name = pathname.replace(/^(\/api\/replication)\/\w+\/(\w+)$/, '$1/:collection/$2');
  return routes.find(each => each.method === method && each.path === name);
}
