import { badRequest } from '../api/bad-request.ts';
import { gid } from './ids.ts';
import type { Store } from './store.ts';

interface Job {
  readonly __typename: 'Job';
  readonly id: string;
  readonly done: boolean;
}

/** A job that Shopify continues after its answer. The id is a UUID, as some of Shopify's ids are, not a number. */
export function newJob(store: Store): Job {
  const tail = Number(store.newId()).toString(16).padStart(12, '0').slice(-12);
  return { __typename: 'Job', id: gid('Job', `00000000-0000-4000-8000-${tail}`), done: false };
}

/** A job as a later read finds it: done. @throws when the id is not a job's. */
export function doneJob(id: string): Job {
  if (!/^gid:\/\/shopify\/Job\/[\da-f-]+$/.test(id)) throw badRequest(`Invalid global id '${id}'`);
  return { __typename: 'Job', id, done: true };
}
