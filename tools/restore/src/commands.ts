import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  backupFolder,
  backupsIn,
  checkSecurityLog,
  freeBackup,
  openSqliteMirror,
  restoreMirror,
  SecurityLog,
} from '@tidemark/mirror';

/** Names a new history. */
export const newEpoch = (): string => randomUUID().slice(0, 8);
const mirrorFile = (dataDir: string) => join(dataDir, 'mirror.sqlite');

/** The backups of a data directory, as text. */
export function listBackups(dataDir: string): string {
  const folder = backupFolder(dataDir);
  const lines = backupsIn(folder).map(file => `  ${file}  ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  return lines.length === 0
    ? `There are no backups in ${folder}.`
    : [`Backups in ${folder}:`, ...lines].join('\n');
}

/** Backs up the mirror of a server that is not running. @returns The message to print. */
export async function backUpMirror(dataDir: string, now: number): Promise<string> {
  const file = mirrorFile(dataDir);
  if (!existsSync(file)) throw new Error(`There is no mirror in ${dataDir}: DATA_DIR says where it is.`);
  const folder = backupFolder(dataDir);
  mkdirSync(folder, { recursive: true });
  const copy = freeBackup(folder, now);
  await using store = await openSqliteMirror({ file, newEpoch });
  await store.backUp(copy);
  return `Backed up to ${copy}`;
}

/** Replaces the mirror with a backup; the old mirror stays beside it. @returns The message to print. */
export async function restoreBackup(dataDir: string, backup: string, now: number): Promise<string> {
  const file = mirrorFile(dataDir);
  if (!existsSync(backup)) throw new Error(`There is no file ${backup}.\n${listBackups(dataDir)}`);
  if (resolve(backup) === resolve(file))
    throw new Error(`${backup} is the mirror itself, not a backup of it.`);
  mkdirSync(dataDir, { recursive: true });
  const keepAs = freeBackup(dataDir, now, 'replaced-mirror-');
  const { epochs, kept } = await restoreMirror({ backup, file, keepAs, newEpoch });
  await noteRestored(dataDir, backup, kept, now);
  return [
    `Restored ${file} from ${backup}`,
    ...(kept === undefined ? [] : [`What was there is in ${kept}`]),
    ...[...epochs].map(([shop, epoch]) => `New history of ${shop}: ${epoch}`),
    'Start the server: it reads what changed in Shopify since, and tills fill new caches beside their old ones.',
  ].join('\n');
}

/** Checks the whole security log. @throws Error naming what was removed or altered. */
export async function checkLog(dataDir: string): Promise<string> {
  const { files, lines, end, lastAt, faults } = await checkSecurityLog(dataDir);
  if (faults.length > 0)
    throw new Error(
      [`The security log in ${dataDir} is not whole:`, ...faults.map(each => `  ${each}`)].join('\n'),
    );
  if (lines === 0) return `There is no security log in ${dataDir}.`;
  return `The security log in ${dataDir} is whole: ${lines} lines in ${files} files. Line ${end.line} of ${lastAt} has the hash ${end.hash}`;
}

/** Notes the restore in the security log. A failure to do so is printed, and does not stop the restore. */
async function noteRestored(
  dataDir: string,
  backup: string,
  kept: string | undefined,
  now: number,
): Promise<void> {
  await using log = new SecurityLog({
    ...{ folder: dataDir, now: () => now },
    onTrouble: error => console.error(`The restore is not in the security log: ${String(error)}`),
  });
  const replaced = kept === undefined ? {} : { replaced: basename(kept) };
  log.note({ what: 'restored', backup: basename(backup), ...replaced });
}
