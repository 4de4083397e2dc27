import { keyIdOf } from '@tidemark/journal';
import type { Register, SecurityEvent } from '@tidemark/mirror';
import { enrolRequestSchema, type EnrolResponse } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { enrol } from '../auth/enrol.ts';
import { tillOf } from '../auth/identity.ts';

/** POST /api/session/key: a till that was signed in before it had a key is enrolled with one. A register that was restored from a copy may not know the till either. */
export function keyRoute(parts: {
  readonly register: Register;
  readonly note: (event: SecurityEvent) => void;
  readonly now: () => number;
}): RequestHandler {
  return async (req, res) => {
    const { shop, tillId, staffId, locationId } = tillOf(res);
    const { register, now } = parts;
    const { key } = enrolRequestSchema.parse(req.body);
    const staff = (await register.staff(shop, staffId))?.name ?? staffId;
    await enrol(parts, { shop, tillId, staff, address: req.ip ?? '' }, key);
    // Its next sign-in names it again.
    if (!(await register.till(shop, tillId)))
      await register.saveTill(shop, { id: tillId, name: tillId, locationId }, now());
    res.json({ keyId: keyIdOf(key) } satisfies EnrolResponse);
  };
}
