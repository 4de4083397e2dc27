import type { Kysely } from 'kysely';
import { StoreError } from '../contract/store-error.ts';
import { noteOwn, ownNote } from '../documents/own-notes.ts';
import type { Tables } from '../tables.ts';

/** That a mirror is served from elsewhere. */
export interface MovedMark {
  /** Names the move: the mirror that arrived has the same name noted. */
  readonly id: string;
  /** Where it went. */
  readonly to: string;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  /** Whether it has arrived there. */
  readonly isDone: boolean;
}

const [moved, arrived] = ['moved', 'arrived'] as const;

/** Where a mirror was moved to; undefined: it is here. */
export async function movedMark(db: Kysely<Tables>): Promise<MovedMark | undefined> {
  const text = await ownNote(db, moved);
  return text === undefined ? undefined : (JSON.parse(text) as MovedMark);
}

/** Notes where a mirror goes; undefined: it stays. */
export async function markMoved(db: Kysely<Tables>, mark: MovedMark | undefined): Promise<void> {
  await noteOwn(db, moved, mark && JSON.stringify(mark));
}

/** The move that brought a mirror here; undefined: none did. */
export function arrivedBy(db: Kysely<Tables>): Promise<string | undefined> {
  return ownNote(db, arrived);
}

export function markArrived(db: Kysely<Tables>, id: string): Promise<void> {
  return noteOwn(db, arrived, id);
}

/** [M71] @throws StoreError `moved` where a mirror was moved elsewhere: two servers would go on from the same place. */
export async function mustBeHere(db: Kysely<Tables>, where: string): Promise<void> {
  const mark = await movedMark(db);
  if (!mark) return;
  const day = new Date(mark.at).toISOString().slice(0, 16).replace('T', ' ');
  const what = mark.isDone ? 'was moved to' : 'was about to be moved to';
  throw new StoreError('moved', where, `the mirror in ${where} ${what} ${mark.to} (${day} UTC)`);
}
