import { dirname } from 'node:path';
import { makePrivate, StoreError } from '@tidemark/mirror';
import { readConfig } from './config/config.ts';
import { startServer } from './start.ts';

makePrivate();
try {
  const server = await startServer(readConfig(process.env));
  let stopping = false;
  const stop = (): void => {
    // A second Ctrl-C does not wait.
    if (stopping) process.exit(1);
    stopping = true;
    void server[Symbol.asyncDispose]().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  console.error(
    taken
      ? `Port ${process.env['PORT'] ?? 4000} is taken. Set PORT to another one.`
      : `Tidemark cannot start:\n${error instanceof Error ? error.message : String(error)}`,
  );
  if (error instanceof StoreError) console.error(wayOut(error));
  process.exit(1);
}

/** What a person can do about a store that cannot be opened. */
function wayOut({ kind, file }: StoreError): string {
  switch (kind) {
    case 'owned':
      return 'Stop that server first, or set DATA_DIR (with PostgreSQL, DATABASE_URL) to another place.';
    case 'full':
      return 'Make room on that disk, or set DATA_DIR to a folder on another one.';
    case 'unwritable':
      return 'Let this user write the file and its folder, or set DATA_DIR to another folder.';
    case 'damaged':
      return [
        `Put a backup in its place: DATA_DIR=${dirname(file)} npm run restore -- <backup file>`,
        'Without a backup, move the file away: the next start reads the whole shop again.',
      ].join('\n');
    case 'moved':
      return [
        'Set DATABASE_URL if the mirror is in PostgreSQL now, and not if it is in a file.',
        'If the move was broken off, run it again: npm run move -- --help',
      ].join('\n');
    case 'busy':
    case 'fenced':
      return 'Start the server again.';
    case 'unreachable':
      return `Start the database server of ${file}, and let this server in.`;
  }
}
