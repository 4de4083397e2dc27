import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files beside a server's mirror: databases and their logs, backups, the session secret, the server's key, the security log. */
const ours =
  /^(mirror.*|.*\.sqlite(-wal|-shm|-journal)?|session-secret|journal-key.*|security-.*|request-.*|requests|backups)$/;

/**
 * Creates a folder, or takes an existing one, so that only the server's own user can read it: it has customers' names
 * and the secret that signs sessions. Closes files that an earlier version left open to all, and leaves other files
 * alone.
 */
export function keepPrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder).filter(each => ours.test(each))) {
    const path = join(folder, name);
    const kind = lstatSync(path);
    if (kind.isDirectory()) keepPrivate(path);
    else if (kind.isFile()) chmodSync(path, 0o600);
  }
}

/** Makes files that this process creates from now on readable by its own user alone. */
export function makePrivate(): void {
  process.umask(0o077);
}
