import { renameSync, rmSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Pages copied before the process does something else. */
const pagesAtOnce = 2_000;

/**
 * [M18] Copies the whole store into a file of its own. It takes its turn like a transaction, so that the copy is of one
 * moment; whoever wants the store meanwhile waits, and nothing else does. A copy cut off leaves no file of this name.
 */
export async function backUp(db: Kysely<Tables>, database: DatabaseSync, to: string): Promise<void> {
  const part = `${to}.part`;
  rmSync(part, { force: true });
  try {
    await db.connection().execute(() => backup(database, part, { rate: pagesAtOnce }));
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
