import type { Ingest, Submit } from '@tidemark/exchange';
import type { Mirror, Records, Register } from '@tidemark/mirror';
import type { MovedTills } from '@tidemark/protocol';
import type { Location } from '@tidemark/schema';
import type { RequestHandler } from 'express';
import { ingestOf, tillOf } from '../auth/identity.ts';
import type { ByShop } from '../shops/asked-shop.ts';

/** GET /api/status: the state of the shop's mirror and of records, and what holds those up. */
export function statusRoute(parts: {
  readonly mirror: Pick<Mirror, 'documents'>;
  readonly register: Pick<Register, 'moves'>;
  readonly ingests: ByShop<Ingest>;
  readonly submits: ByShop<Submit>;
  readonly records: Pick<Records, 'journalState'>;
  readonly version: string;
  readonly now: () => number;
}): RequestHandler {
  const { ingests, submits, records, version, now } = parts;
  return async (_req, res) => {
    const { shop, locationId } = tillOf(res);
    const status = await ingestOf(ingests, shop).status(version, locationId);
    const submit = await submits.get(shop)?.health();
    const heldUp = submit?.troubles.map(each => ({ ...each, since: new Date(each.since).toISOString() }));
    const { gapCount: gaps, forks, flawed } = await records.journalState(shop, now());
    const moved = await movedTills(parts, shop, now());
    const journal = { gaps, forks, flawed };
    res.json({ ...status, submissions: submit?.counts, heldUp, journal, ...(moved && { moved }) });
  };
}

/** Undefined where none moved. */
async function movedTills(
  {
    mirror,
    register,
  }: { readonly mirror: Pick<Mirror, 'documents'>; readonly register: Pick<Register, 'moves'> },
  shop: string,
  now: number,
): Promise<MovedTills | undefined> {
  const moves = await register.moves(shop, now);
  if (moves.length === 0) return undefined;
  const ids = [...new Set(moves.flatMap(each => [each.from, each.to]))];
  const { documents } = await mirror.documents(shop, 'locations', '', ids);
  const names = new Map(
    documents.map(text => {
      const { id, name } = JSON.parse(text) as Partial<Location>;
      return [id, name ?? null] as const;
    }),
  );
  const place = (id: string) => ({ id, name: names.get(id) ?? null });
  return moves.map(({ id, name, from, to, at }) => ({
    ...{ id, till: name, from: place(from), to: place(to) },
    at: new Date(at).toISOString(),
  }));
}
