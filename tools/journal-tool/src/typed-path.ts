import { resolve } from 'node:path';

/** Resolves a typed path from the folder where npm was run: npm changes folder, and passes the first as INIT_CWD. */
export function typedPath(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}
