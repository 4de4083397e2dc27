import { renameSync, rmSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';

/** Pages copied by one step: about a millisecond, in which nobody else has the database. */
const pagesAtOnce = 100;

/**
 * [M18] Copies the whole store into a file of its own, in small steps: reads and commits go on between them. SQLite brings what
 * is committed meanwhile into the copy as well, since it goes through the same connection; so the copy is of the moment of
 * its last step. A copy cut off leaves no file of this name.
 */
export async function backUp(database: DatabaseSync, to: string): Promise<void> {
  const part = `${to}.part`;
  rmSync(part, { force: true });
  try {
    await backup(database, part, { rate: pagesAtOnce });
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
