import { z } from 'zod';

/**
 * A page's policy forbids code made at run time, and zod tries it as soon as a schema is made: a browser reports that as a
 * violation at each opening. So in pages and workers it does not try. Every schema of this library is made with the zod of
 * this file; on a server it may be as fast as it can.
 */
export function mayCompile(scope: object): boolean {
  return !('document' in scope) && !('WorkerGlobalScope' in scope);
}

if (!mayCompile(globalThis)) z.config({ jitless: true });

export { z };
