import { conflictHandlers } from '@tidemark/conflict';
import {
  recordJsonSchemas,
  recordNames,
  storedShape,
  type RecordName,
  type RecordOf,
} from '@tidemark/schema';
import type { RxJsonSchema } from 'rxdb';

/** A record of any collection. */
export type RecordDocument = RecordOf[RecordName];

/** The shape of one collection, and how documents of each earlier version become the next one's. */
export interface RecordVersion {
  readonly schema: RxJsonSchema<{ id: string }>;
  /** By the version that each leads to: 1 makes a version 1 document of a version 0 one. */
  readonly migrationStrategies: Readonly<Record<number, (old: object) => object>>;
}

export type RecordVersions = Readonly<Record<RecordName, RecordVersion>>;

type Migrations = RecordVersion['migrationStrategies'];

/** Records of a later version may say more than those of an earlier one, but need not. */
const migrations: Readonly<Partial<Record<RecordName, Migrations>>> = {
  sales: { 1: sale => sale, 2: sale => sale, 3: sale => sale, 4: sale => sale },
  stockMoves: { 1: move => move },
};

/** What this till stores. A changed schema gets the next version and a strategy here: records are never dropped. */
export const currentVersions: RecordVersions = Object.fromEntries(
  recordNames.map(name => [
    name,
    { schema: storedShape(recordJsonSchemas[name]), migrationStrategies: migrations[name] ?? {} },
  ]),
) as unknown as RecordVersions;

/** The conflict handler of a collection: what becomes of a document when it meets the server's. */
export function handlerOf(name: RecordName): (typeof conflictHandlers)['carts'] {
  return conflictHandlers[name] as unknown as (typeof conflictHandlers)['carts'];
}
