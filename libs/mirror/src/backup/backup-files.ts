import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of a data directory's backups. */
export function backupFolder(dataDir: string): string {
  return join(dataDir, 'backups');
}

/**
 * A free path for a backup: "mirror-2026-11-24T03-00-00.sqlite". A second backup in the same second ends with
 * "_2.sqlite". Sorting by name sorts by time.
 */
export function freeBackup(folder: string, time: number, prefix = 'mirror-'): string {
  const base = join(folder, prefix + new Date(time).toISOString().slice(0, 19).replaceAll(':', '-'));
  for (let count = 1; ; count++) {
    const file = `${base}${count === 1 ? '' : `_${count}`}.sqlite`;
    if (!existsSync(file)) return file;
  }
}

/** The backups in a folder, oldest first. */
export function backupsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => /^mirror-[\dT-]+(_\d+)?\.sqlite$/.test(name))
    .sort()
    .map(name => join(folder, name));
}
