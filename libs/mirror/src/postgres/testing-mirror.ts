import type { MirrorStore } from '../contract/mirror-store.ts';
import { openPostgresMirror, type PostgresMirrorOptions } from './open.ts';
import { testPostgres, type TestDatabase } from './testing-postgres.ts';

let template: Promise<TestDatabase> | undefined;

/** A database of its own with the mirror's tables, which are made once for all. */
export async function mirrorDatabase(): Promise<TestDatabase> {
  const server = await testPostgres();
  template ??= (async () => {
    const made = await server.newDatabase();
    const store = await openPostgresMirror({ url: made.url, folder: undefined, newEpoch: () => 'e1' });
    await store[Symbol.asyncDispose]();
    return made;
  })();
  return server.newDatabase(await template);
}

/** Drops what the databases of mirrors are copied from: call it after the tests of a file. */
export async function dropTemplate(): Promise<void> {
  const made = template;
  template = undefined;
  await (await made)?.[Symbol.asyncDispose]();
}

/** A mirror in a database of its own, which is dropped when the mirror is closed; with epoch 'e1'. */
export async function openTestMirror(options: Partial<PostgresMirrorOptions> = {}): Promise<MirrorStore> {
  const database = await mirrorDatabase();
  const store = await openPostgresMirror({
    ...{ url: database.url, folder: undefined, newEpoch: () => 'e1' },
    ...options,
  });
  return {
    ...store,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
