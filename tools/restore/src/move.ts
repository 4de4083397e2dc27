/**
 * `npm run move -- --to postgres` moves the mirror from DATA_DIR/mirror.sqlite to the PostgreSQL database of DATABASE_URL,
 * `--to sqlite` back. `--undo sqlite` or `--undo postgres` lets a server start again on a mirror that was moved away.
 * Both variables are the server's. No server may run meanwhile.
 */
import { randomUUID } from 'node:crypto';
import { makePrivate, moveMirror, StoreError, undoMove } from '@tidemark/mirror';
import { newEpoch } from './commands.ts';
import { movedWords, readMove, rowsWords } from './move-words.ts';

/** How often the progress is said, in milliseconds. */
const everyMs = 2_000;

makePrivate();
try {
  const { act, engine, places } = readMove(process.argv.slice(2), process.env);
  if (act === 'undo')
    console.log(`A server may start again on ${await undoMove({ ...places, newEpoch, of: engine })}.`);
  else {
    let saidAt = Date.now();
    const moved = await moveMirror({
      ...{ ...places, newEpoch, to: engine, now: Date.now(), newId: () => randomUUID() },
      onRows: rows => {
        if (Date.now() - saidAt < everyMs) return;
        saidAt = Date.now();
        console.log(rowsWords(rows));
      },
    });
    console.log(movedWords(moved, engine));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof StoreError && error.kind === 'owned')
    console.error('Stop all servers first. Nothing was moved.');
  process.exit(1);
}
