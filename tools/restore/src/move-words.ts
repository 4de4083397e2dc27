import type { Engine, MovedMirror, MovedTable, MirrorPlaces } from '@tidemark/mirror';

const usage = [
  'usage: npm run move -- --to postgres|sqlite       moves the mirror there',
  '       npm run move -- --undo postgres|sqlite     lets a server start again on the one that was left',
  'DATA_DIR and DATABASE_URL say where the mirrors are, as for the server.',
].join('\n');

/** What is to be done. */
export interface Move {
  readonly act: 'move' | 'undo';
  readonly engine: Engine;
  readonly places: MirrorPlaces;
}

/** @throws Error that says how to ask, or what is not set. */
export function readMove(asked: readonly string[], env: Readonly<Record<string, string | undefined>>): Move {
  const [option, engine, ...rest] = asked;
  const isAsked = (option === '--to' || option === '--undo') && rest.length === 0;
  if (!isAsked || (engine !== 'postgres' && engine !== 'sqlite')) throw new Error(usage);
  const { DATABASE_URL: databaseUrl = '', DATA_DIR: dataDir } = env;
  // A file that was left is opened without the database.
  const act = option === '--to' ? 'move' : 'undo';
  if (databaseUrl === '' && !(act === 'undo' && engine === 'sqlite'))
    throw new Error('Set DATABASE_URL to the PostgreSQL database: postgres://user:password@host/database');
  return {
    ...{ act, engine },
    places: { databaseUrl, dataDir: dataDir || 'data' },
  };
}

/** How far a move is. */
export function rowsWords({ table, rows }: MovedTable): string {
  return `  ${table}: ${rows} rows`;
}

/** What was moved, and what to do next. */
export function movedWords({ from, to, tables }: MovedMirror, engine: Engine): string {
  const rows = tables?.reduce((all, each) => all + each.rows, 0);
  return [
    rows === undefined
      ? `The mirror had arrived in ${to} before: the move from ${from} is finished now.`
      : `Moved ${rows} rows from ${from} to ${to}, and compared them there.`,
    engine === 'postgres'
      ? 'Start the server with DATABASE_URL, and the same DATA_DIR: its keys and its list of erasures are there.'
      : 'Start the server without DATABASE_URL, and with the same DATA_DIR.',
    'Tills go on where they were. What was left stays as it was, and no server starts on it: delete it once you have a backup.',
  ].join('\n');
}
