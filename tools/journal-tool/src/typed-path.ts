import { resolve } from 'node:path';

/** A path as it was typed: npm changes the folder, and says where it was typed. */
export function typedPath(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}
