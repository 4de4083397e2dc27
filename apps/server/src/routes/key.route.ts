import { keyIdOf } from '@tidemark/journal';
import type { Register, SecurityEvent } from '@tidemark/mirror';
import { enrolRequestSchema, type EnrolResponse } from '@tidemark/protocol';
import type { RequestHandler } from 'express';
import { enrol } from '../auth/enrol.ts';
import { tillOf } from '../auth/identity.ts';

/** POST /api/session/key: a till that was signed in before it had a key is enrolled with one. */
export function keyRoute(parts: {
  readonly register: Register;
  readonly note: (event: SecurityEvent) => void;
  readonly now: () => number;
}): RequestHandler {
  return async (req, res) => {
    const { shop, tillId, staffId } = tillOf(res);
    const { key } = enrolRequestSchema.parse(req.body);
    const staff = (await parts.register.staff(shop, staffId))?.name ?? staffId;
    await enrol(parts, { shop, tillId, staff, address: req.ip ?? '' }, key);
    res.json({ keyId: keyIdOf(key) } satisfies EnrolResponse);
  };
}
