import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const leftOut = new Set(['node_modules', 'dist', '.nx']);

/** The latest change time of a file below a folder, in milliseconds since the epoch; 0 without files. */
export function newestIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => !leftOut.has(entry.name))
    .map(entry =>
      entry.isDirectory() ? newestIn(join(folder, entry.name)) : statSync(join(folder, entry.name)).mtimeMs,
    )
    .reduce((newest, each) => Math.max(newest, each), 0);
}
