import type { Register, StaffRecord } from '@tidemark/mirror';
import { peopleRequestSchema, type PeopleResponse } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { tillOf } from '../auth/identity.ts';
import { markOf } from '../auth/session.ts';

/**
 * POST /api/session/people: which of these people may not open the till any more without the server. Whom the register
 * does not know may not: no signature vouches for them.
 */
export function peopleRoute({ register }: { readonly register: Pick<Register, 'staff'> }): RequestHandler {
  return async (req, res) => {
    const { shop } = tillOf(res);
    const { people } = peopleRequestSchema.parse(req.body);
    const gone: string[] = [];
    for (const { id, mark } of people) {
      if (!mayOpen(await register.staff(shop, id), mark)) gone.push(id);
    }
    res.json({ gone } satisfies PeopleResponse);
  };
}

/** `mark` undefined: the till learned it from a server that named none. */
function mayOpen(staff: StaffRecord | undefined, mark: string | undefined): boolean {
  if (!staff || staff.pinHash === '') return false;
  return mark === undefined || mark === markOf(staff);
}
