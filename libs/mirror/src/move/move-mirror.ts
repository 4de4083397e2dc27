import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql, type Transaction } from 'kysely';
import { StoreError } from '../contract/store-error.ts';
import { takeErasures } from '../people/erasure-list.ts';
import type { Tables } from '../tables.ts';
import { copyTables, firstFilled, type MovedTable } from './copy-tables.ts';
import { arrivedBy, markArrived, markMoved, movedMark } from './moved-mark.ts';
import { postgresSide, sqliteSide, unfinished, type Side } from './sides.ts';

export type Engine = 'sqlite' | 'postgres';

/** Where the mirrors of a server are, in one engine and in the other. */
export interface MirrorPlaces {
  /** DATA_DIR: the file of SQLite, and in either case the server's key, its list of erasures and its security log. */
  readonly dataDir: string;
  /** DATABASE_URL. */
  readonly databaseUrl: string;
}

export interface MoveOptions extends MirrorPlaces {
  readonly to: Engine;
  readonly newId: () => string;
  /** Names a new history: what moves may have been restored or promoted since a server ran on it. */
  readonly newEpoch: () => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Called after each page of a table, with how many of its rows were copied by then. */
  readonly onRows?: (moved: MovedTable) => void;
}

export interface MovedMirror {
  readonly from: string;
  readonly to: string;
  /** What was copied; undefined: an earlier run had copied everything, and was killed before it said so. */
  readonly tables: readonly MovedTable[] | undefined;
}

/**
 * [M70] Moves the mirror from one engine to the other, while no server runs: shops, documents, records, journals, staff, tills
 * and connections arrive as they are, with the history that tills know. What arrived is read again and compared. [M71] The
 * mirror that was left stays as it was, and no server starts on it. [M72] A move that is broken off leaves nothing behind but that
 * mark, and may be run again.
 * @throws StoreError `owned` while a server runs on either of them, and others for what cannot be opened or written.
 * @throws Error in words if there is nothing to move, or where something is there already.
 */
export function moveMirror(options: MoveOptions): Promise<MovedMirror> {
  return options.to === 'postgres' ? toPostgres(options) : toSqlite(options);
}

async function toPostgres(options: MoveOptions): Promise<MovedMirror> {
  const { dataDir, databaseUrl, newEpoch } = options;
  const file = fileIn(dataDir);
  if (!existsSync(file)) throw new Error(`There is no mirror in ${file}: nothing is moved.`);
  await using from = await sqliteSide(file, newEpoch);
  await using to = await postgresSide(databaseUrl, undefined, newEpoch);
  return await moveBetween(from, to, options, {
    takeErasures: () => takeErasures(file, besidePostgres(dataDir)),
    // Or the first questions would be answered by plans for empty tables.
    settle: async trx => void (await sql`analyze`.execute(trx)),
    finish: async () => undefined,
  });
}

async function toSqlite(options: MoveOptions): Promise<MovedMirror> {
  const { dataDir, databaseUrl, newEpoch } = options;
  const file = fileIn(dataDir);
  await using from = await postgresSide(databaseUrl, dataDir, newEpoch);
  if (existsSync(file)) {
    await using there = await sqliteSide(file, newEpoch);
    return await finishEarlier(from, there);
  }
  const part = unfinished(file);
  part.remove();
  try {
    await using to = await sqliteSide(part.path, newEpoch);
    return await moveBetween(from, { ...to, where: file }, options, {
      takeErasures: () => takeErasures(besidePostgres(dataDir), file),
      settle: async () => undefined,
      finish: async () => {
        await to[Symbol.asyncDispose]();
        part.finish();
      },
    });
  } finally {
    part.remove();
  }
}

interface Steps {
  /** Takes the list of erasures along, which is a file apart. */
  readonly takeErasures: () => Promise<void>;
  /** The last thing before what arrived is committed. */
  readonly settle: (trx: Transaction<Tables>) => Promise<void>;
  /** Puts what was committed in its place. */
  readonly finish: () => Promise<void>;
}

async function moveBetween(
  from: Side,
  to: Side,
  { newId, now, onRows }: MoveOptions,
  { takeErasures, settle, finish }: Steps,
): Promise<MovedMirror> {
  if ((await firstFilled(from.db)) === undefined)
    throw new Error(`The mirror in ${from.where} is empty: nothing is moved.`);
  if ((await firstFilled(to.db)) !== undefined) return finishEarlier(from, to);
  await mustBeFreeToGo(from, to);
  const mark = { id: newId(), to: to.where, at: now, isDone: false };
  // First: of two mirrors that are whole, a server could start on either.
  await markMoved(from.db, mark);
  let tables: readonly MovedTable[];
  try {
    await takeErasures();
    tables = await to.db.transaction().execute(async trx => {
      const copied = await copyTables(from.db, trx, onRows);
      await markArrived(trx, mark.id);
      await settle(trx);
      return copied;
    });
    await finish();
  } catch (error) {
    // Whether a commit whose answer was lost is stored, the next run finds out.
    if (!(error instanceof StoreError && error.kind === 'unreachable')) await markMoved(from.db, undefined);
    throw error;
  }
  // From here on the other one is whole: whatever fails, the mark stays.
  await markMoved(from.db, { ...mark, isDone: true });
  return { from: from.where, to: to.where, tables };
}

/** What is there already may have come from here, by a run that was killed before it said so. */
async function finishEarlier(from: Side, there: Side): Promise<MovedMirror> {
  const mark = await movedMark(from.db);
  if (mark === undefined || mark.isDone || (await arrivedBy(there.db)) !== mark.id)
    throw new Error(`There is a mirror in ${there.where} already: a mirror moves to an empty place alone.`);
  await markMoved(from.db, { ...mark, isDone: true });
  return { from: from.where, to: there.where, tables: undefined };
}

async function mustBeFreeToGo(from: Side, to: Side): Promise<void> {
  const mark = await movedMark(from.db);
  if (mark?.isDone)
    throw new Error(`The mirror in ${from.where} was moved to ${mark.to} before: move it from there.`);
  // It may be whole there.
  if (mark && mark.to !== to.where)
    throw new Error(`A move to ${mark.to} was begun: run that one again, or undo it.`);
}

/**
 * Lets a server start again on a mirror that was moved away. What happened since is in the other one alone.
 * @returns Where the mirror is.
 * @throws Error if it was not moved.
 */
export async function undoMove({
  of,
  dataDir,
  databaseUrl,
  newEpoch,
}: MirrorPlaces & Pick<MoveOptions, 'newEpoch'> & { readonly of: Engine }): Promise<string> {
  const file = fileIn(dataDir);
  if (of === 'sqlite' && !existsSync(file)) throw new Error(`There is no mirror in ${file}.`);
  await using side =
    of === 'sqlite' ? await sqliteSide(file, newEpoch) : await postgresSide(databaseUrl, dataDir, newEpoch);
  if (!(await movedMark(side.db))) throw new Error(`The mirror in ${side.where} was not moved.`);
  await markMoved(side.db, undefined);
  return side.where;
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'mirror.sqlite');
}

/** The name from which the list of erasures of a mirror in PostgreSQL has its name. */
function besidePostgres(dataDir: string): string {
  return join(dataDir, 'mirror');
}
