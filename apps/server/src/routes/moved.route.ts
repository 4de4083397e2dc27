import { tillMark, type Register, type SecurityEvent } from '@tidemark/mirror';
import { movedRequestSchema, type MovedResponse } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { tillOf } from '../auth/identity.ts';

/** POST /api/status/moved: a manager has seen that these tills moved. */
export function movedRoute(parts: {
  readonly register: Pick<Register, 'staff' | 'moves' | 'moveSeen'>;
  readonly note: (event: SecurityEvent) => void;
  readonly now: () => number;
}): RequestHandler {
  const { register, note, now } = parts;
  return async (req, res) => {
    const { shop, staffId, tillId } = tillOf(res);
    const { ids } = movedRequestSchema.parse(req.body);
    const seen = await register.moveSeen(shop, ids);
    const staff = (await register.staff(shop, staffId))?.name ?? staffId;
    const asker = { shop, staff, till: tillMark(tillId), address: req.ip ?? '' };
    for (const each of seen)
      note({ what: 'move-seen', ...asker, moved: tillMark(each.tillId), from: each.from, to: each.to });
    res.json({ left: (await register.moves(shop, now())).length } satisfies MovedResponse);
  };
}
