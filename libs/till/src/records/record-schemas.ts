import { conflictHandlers } from '@tidemark/conflict';
import {
  recordJsonSchemas,
  recordNames,
  storedShape,
  type RecordName,
  type RecordOf,
} from '@tidemark/schema';
import type { RxJsonSchema } from 'rxdb';

/** \1 record of any collection. */
export type RecordDocument = RecordOf[RecordName];

/** The shape of one collection, and how documents of each earlier version become the next one's. */
export interface RecordVersion {
  readonly schema: RxJsonSchema<{ id: string }>;
  /** By the version that they lead to: 1 makes a version 1 document of a version 0 one. */
  readonly migrationStrategies: Readonly<Record<number, (old: object) => object>>;
}

export type RecordVersions = Readonly<Record<RecordName, RecordVersion>>;

type Migrations = RecordVersion['migrationStrategies'];

/** Sales of version 1 may say more than those of version 0, and need not. */
const migrations: Readonly<Partial<Record<RecordName, Migrations>>> = { sales: { 1: sale => sale } };

/** What this till stores. A schema that changes gets the next version here, and a strategy: records are never dropped. */
export const currentVersions: RecordVersions = Object.fromEntries(
  recordNames.map(name => [
    name,
    { schema: storedShape(recordJsonSchemas[name]), migrationStrategies: migrations[name] ?? {} },
  ]),
) as unknown as RecordVersions;

/** How a document of a collection meets the server's, whichever collection it is. */
export function handlerOf(name: RecordName): (typeof conflictHandlers)['carts'] {
  return conflictHandlers[name] as unknown as (typeof conflictHandlers)['carts'];
}
