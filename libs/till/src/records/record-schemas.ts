import { conflictHandlers } from '@tidemark/conflict';
import {
  promiseJsonSchemas,
  promiseNames,
  storedShape,
  type PromiseName,
  type PromiseOf,
} from '@tidemark/schema';
import type { RxJsonSchema } from 'rxdb';

/** A promise of any collection. */
export type Promised = PromiseOf[PromiseName];

/** The shape of one collection, and how documents of each earlier version become the next one's. */
export interface PromiseVersion {
  readonly schema: RxJsonSchema<{ id: string }>;
  /** By the version that they lead to: 1 makes a version 1 document of a version 0 one. */
  readonly migrationStrategies: Readonly<Record<number, (old: object) => object>>;
}

export type PromiseVersions = Readonly<Record<PromiseName, PromiseVersion>>;

type Migrations = PromiseVersion['migrationStrategies'];

/** Sales of version 1 may say more than those of version 0, and need not. */
const migrations: Readonly<Partial<Record<PromiseName, Migrations>>> = { sales: { 1: sale => sale } };

/** What this till stores. A schema that changes gets the next version here, and a strategy: promises are never dropped. */
export const currentVersions: PromiseVersions = Object.fromEntries(
  promiseNames.map(name => [
    name,
    { schema: storedShape(promiseJsonSchemas[name]), migrationStrategies: migrations[name] ?? {} },
  ]),
) as unknown as PromiseVersions;

/** How a document of a collection meets the server's, whichever collection it is. */
export function handlerOf(name: PromiseName): (typeof conflictHandlers)['carts'] {
  return conflictHandlers[name] as unknown as (typeof conflictHandlers)['carts'];
}
