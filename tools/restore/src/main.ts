/**
 * `npm run restore -- <backup file>` replaces the mirror with a backup; `--list` lists backups, `--backup` makes one.
 * `--check-log` reads the security log, and fails if lines were removed or altered.
 * DATA_DIR is the mirror's folder, as for the server.
 */
import { resolve } from 'node:path';
import { makePrivate, StoreError } from '@tidemark/mirror';
import { backUpMirror, checkLog, listBackups, restoreBackup } from './commands.ts';

const usage = 'usage: npm run restore -- <backup file> | --list | --backup | --check-log';
const dataDir = process.env['DATA_DIR'] || 'data';
/** The folder where npm was run: npm changes the folder, and typed paths are relative to this one. */
const typedIn = process.env['INIT_CWD'] ?? process.cwd();
const [what, ...rest] = process.argv.slice(2);

makePrivate();
try {
  if (
    what === undefined ||
    rest.length > 0 ||
    (what.startsWith('--') && !['--list', '--backup', '--check-log'].includes(what))
  )
    throw new Error([usage, listBackups(dataDir)].join('\n'));
  const told =
    what === '--list'
      ? listBackups(dataDir)
      : what === '--check-log'
        ? await checkLog(dataDir)
        : what === '--backup'
          ? await backUpMirror(dataDir, Date.now())
          : await restoreBackup(dataDir, resolve(typedIn, what), Date.now());
  console.log(told);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof StoreError && error.kind === 'owned')
    console.error('Stop the server first. While it runs it makes backups by itself.');
  process.exit(1);
}
