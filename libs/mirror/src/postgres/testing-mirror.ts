import { afterAll, expect, test } from 'vitest';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openPostgresMirror, type PostgresMirrorOptions } from './open.ts';
import { testPostgres, whyNoPostgres, type TestDatabase } from './testing-postgres.ts';

let isSaid = false;

/** Defines tests that need a PostgreSQL. Where there is none, one line says so, and they do not run. */
export function onPostgres(define: () => void): void {
  const why = whyNoPostgres();
  if (why === undefined) {
    afterAll(dropTemplate);
    define();
    return;
  }
  if (!isSaid) console.warn(why);
  isSaid = true;
  test('no PostgreSQL is there', () => expect(why).toContain('do not run'));
}

let template: Promise<TestDatabase> | undefined;

/** A database of its own with the mirror's tables, which are made once for all. */
export async function mirrorDatabase(): Promise<TestDatabase> {
  const server = await testPostgres();
  template ??= (async () => {
    const made = await server.newDatabase();
    const store = await openIn(made);
    await store[Symbol.asyncDispose]();
    return made;
  })();
  return server.newDatabase(await template);
}

/** The databases of a file's tests are copies of it. */
async function dropTemplate(): Promise<void> {
  const made = template;
  template = undefined;
  await (await made)?.[Symbol.asyncDispose]();
}

/** How tests open a mirror in a database. */
export function openIn(
  { url }: TestDatabase,
  options: Partial<PostgresMirrorOptions> = {},
): Promise<MirrorStore> {
  return openPostgresMirror({ url, folder: undefined, newEpoch: () => 'e1', ...options });
}

/** A mirror in a database of its own, which is dropped when the mirror is closed; with epoch 'e1'. */
export async function openTestMirror(options: Partial<PostgresMirrorOptions> = {}): Promise<MirrorStore> {
  const database = await mirrorDatabase();
  const store = await openIn(database, options);
  return {
    ...store,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
