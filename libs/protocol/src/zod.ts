import * as z from 'zod/mini';

/**
 * Whether zod may compile code at run time. A page's policy forbids that, and zod tries it as soon as a schema is made:
 * a browser reports a violation each time the page opens. So zod does not try in pages and workers. Every schema of
 * this library uses the zod of this file; on a server zod may compile.
 */
export function mayCompile(scope: object): boolean {
  return !('document' in scope) && !('WorkerGlobalScope' in scope);
}

if (!mayCompile(globalThis)) z.config({ jitless: true });

export { z };
