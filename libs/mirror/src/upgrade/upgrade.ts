import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { Migrator, type MigrationProvider } from 'kysely/migration';
import { isWorthShrinking, pagesOf, shrink } from './shrink.ts';
import type { Tables } from '../tables.ts';

/**
 * Steps that make an opening take long, each reported before it begins. After `failed` the file works, but stays larger
 * than necessary.
 */
export type Upgrade =
  | { readonly step: 'migrating'; readonly bytes: number; readonly migrations: readonly string[] }
  | { readonly step: 'shrinking'; readonly bytes: number }
  | { readonly step: 'done'; readonly bytes: number }
  | { readonly step: 'failed'; readonly error: unknown };

/**
 * Upgrades a store to the newest schema, in one transaction: a crash in between leaves it as it was. Then returns
 * unused space of the file to the disk; if that fails, the next opening tries again.
 */
export async function upgrade(
  db: Kysely<Tables>,
  database: DatabaseSync,
  file: string,
  provider: MigrationProvider,
  tell: (upgrade: Upgrade) => void,
): Promise<void> {
  const migrator = new Migrator({ db, provider });
  const migrations = (await migrator.getMigrations()).filter(each => !each.executedAt).map(each => each.name);
  // A new file has nothing to upgrade.
  const isFilled = pagesOf(database).pages > 1;
  const isLong = isFilled && migrations.length > 0;
  if (isLong) tell({ step: 'migrating', bytes: bytesOf(file), migrations });
  const { error } = await migrator.migrateToLatest();
  if (error) throw new Error(`the mirror in ${file} could not be brought to this version`, { cause: error });
  // [Y4] Versions before erasure left what was deleted in unused parts of the file.
  if (!isFilled) database.exec(`pragma user_version = ${cleanVersion}`);
  const isLarge = isWorthShrinking(pagesOf(database)) || !isClean(database);
  if (isLarge) {
    tell({ step: 'shrinking', bytes: bytesOf(file) });
    try {
      await db.connection().execute(async () => shrink(database));
      database.exec(`pragma user_version = ${cleanVersion}`);
    } catch (failure) {
      tell({ step: 'failed', error: failure });
      return;
    }
  }
  if (isLong || isLarge) tell({ step: 'done', bytes: bytesOf(file) });
}

/** Files of this user version were written anew since they were first opened with `secure_delete`. */
const cleanVersion = 1;

function isClean(database: DatabaseSync): boolean {
  return Number(database.prepare('pragma user_version').get()?.['user_version']) >= cleanVersion;
}

function bytesOf(file: string): number {
  return file === ':memory:' ? 0 : statSync(file).size;
}
