import type { Kysely, Transaction } from 'kysely';
import type { TillMove, TillRecord } from '../contract/register.ts';
import type { Tables } from '../tables.ts';

/** How long a move is named if nobody says that it was seen. */
export const moveNamedMs = 7 * 86_400_000;

/** A shop's notices, and how many of one till: a till that moves again and again hides no other. */
const mostMoves = 100;
const mostOfTill = 5;

/** The notices of a shop, the newest first, and the id of the next one. */
export interface TillMoves {
  readonly next: number;
  readonly moves: readonly TillMove[];
}

const noMoves: TillMoves = { next: 1, moves: [] };

/** The row of `report` that has them: no manager needs them longer than a week. */
const reportName = 'till-moves';

/** The notices after a till moved. */
function withMove({ next, moves }: TillMoves, move: Omit<TillMove, 'id'>): TillMoves {
  const ofOthers = moves.filter(each => each.tillId !== move.tillId);
  const ofTill = moves.filter(each => each.tillId === move.tillId).slice(0, mostOfTill - 1);
  const named = [...ofTill, ...ofOthers].filter(each => each.at > move.at - moveNamedMs);
  const all = [{ id: next, ...move }, ...named.toSorted((a, b) => b.id - a.id)];
  return { next: next + 1, moves: all.slice(0, mostMoves) };
}

/** Notes that a till is registered at another location than before, in the transaction that registers it. */
export async function noteMove(
  trx: Transaction<Tables>,
  shop: string,
  { id, name, locationId }: TillRecord,
  at: number,
): Promise<void> {
  const known = await trx
    .selectFrom('till')
    .select('location_id')
    .where('shop', '=', shop)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!known || known.location_id === locationId) return;
  const move = { tillId: id, name, from: known.location_id, to: locationId, at };
  await write(trx, shop, withMove(await readMoves(trx, shop), move));
}

/** Takes these notices away; returns those that were there. */
export async function removeMoves(
  trx: Transaction<Tables>,
  shop: string,
  ids: readonly number[],
): Promise<readonly TillMove[]> {
  const { next, moves } = await readMoves(trx, shop);
  const seen = moves.filter(each => ids.includes(each.id));
  if (seen.length > 0) await write(trx, shop, { next, moves: moves.filter(each => !ids.includes(each.id)) });
  return seen;
}

export async function readMoves(db: Kysely<Tables>, shop: string): Promise<TillMoves> {
  const row = await db
    .selectFrom('report')
    .select('body')
    .where('shop', '=', shop)
    .where('name', '=', reportName)
    .executeTakeFirst();
  return row ? (JSON.parse(row.body) as TillMoves) : noMoves;
}

async function write(trx: Transaction<Tables>, shop: string, moves: TillMoves): Promise<void> {
  const body = JSON.stringify(moves);
  await trx
    .insertInto('report')
    .values({ shop, name: reportName, body })
    .onConflict(conflict => conflict.columns(['shop', 'name']).doUpdateSet({ body }))
    .execute();
}
