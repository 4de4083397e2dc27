import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where a data directory has its backups. */
export function backupFolder(dataDir: string): string {
  return join(dataDir, 'backups');
}

/** "mirror-2026-11-24T03-00-00.sqlite": sorted by name is sorted by time. */
export function backupName(time: number): string {
  return `mirror-${new Date(time).toISOString().slice(0, 19).replaceAll(':', '-')}.sqlite`;
}

/** The backups in a folder, oldest first. */
export function backupsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => /^mirror-[\dT-]+\.sqlite$/.test(name))
    .sort()
    .map(name => join(folder, name));
}
