import type { Submit } from '@tidemark/exchange';
import { tillMark, type Register, type SecurityEvent } from '@tidemark/mirror';
import { decisionRequestSchema, ProtocolError } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { submitOf, tillOf } from '../auth/identity.ts';
import { approverOf } from '../auth/require-right.ts';
import type { ByShop } from '../shops/asked-shop.ts';

/** POST /api/replication/:collection/decision: a person's decision about a refused record of the shop. */
export function decisionRoute(
  submits: ByShop<Submit>,
  register: Register,
  note: (event: SecurityEvent) => void,
  now: () => number,
): RequestHandler {
  return async (req, res) => {
    const { shop, staffId, tillId } = tillOf(res);
    const request = decisionRequestSchema.parse({ ...req.body, ...req.params });
    const { collection, decision, effect } = request;
    if (collection !== 'customerEdits' && decision.do === 'resolve' && decision.customerId !== undefined)
      throw new ProtocolError(
        'invalid-request',
        'decision.customerId: only a customer’s edit names another.',
      );
    if (collection !== 'sales' && effect !== undefined)
      throw new ProtocolError('invalid-request', 'effect: only a sale has effects.');
    const outcome = await submitOf(submits, shop).decide(request, { staffId, at: now() });
    if (outcome === 'unknown')
      throw new ProtocolError('not-found', `The server has no ${collection} ${request.id}.`);
    const staff = (await register.staff(shop, staffId))?.name ?? staffId;
    const asker = { shop, staff, till: tillMark(tillId), address: req.ip ?? '' };
    // A key that is no effect's is only what a person typed.
    const isKnown = effect !== undefined && outcome === 'decided';
    const about = { collection, id: request.id, ...(isKnown ? { effect } : {}) };
    const approver = approverOf(res)?.name;
    const by = approver === undefined ? {} : { approver };
    note({ what: 'decided', ...asker, ...about, decision: decision.do, outcome, ...by });
    res.json({ outcome });
  };
}
