import {
  ProtocolError,
  sessionRequestSchema,
  writingVersions,
  type LockRules,
  type SessionRequest,
  type SessionResponse,
} from '@tidemark/protocol';
import { settingsId, type Location, type Settings } from '@tidemark/schema';
import {
  tillMark,
  type Mirror,
  type Records,
  type Register,
  type SecurityEvent,
  type TillRecord,
} from '@tidemark/mirror';
import type { RequestHandler } from 'express';
import { approveTill } from '../auth/register-till.ts';
import type { Attempts } from '../auth/attempts.ts';
import { authenticate } from '../auth/authenticate.ts';
import { enrol, refuseWithoutKey } from '../auth/enrol.ts';
import { checkVersion, refuseBlocked, type BlockedTills } from '../auth/identity.ts';
import type { LateRefusals } from '../auth/late-refusals.ts';
import { mostLocations } from '../http/limits.ts';
import type { PinQueue } from '../auth/pin-queue.ts';
import { issueToken, markOf, roleOf, sessionMs } from '../auth/session.ts';

/** POST /api/session: a member of staff signs in at a till. */
export function sessionRoute(parts: {
  mirror: Mirror;
  records: Records;
  register: Register;
  attempts: Attempts;
  note: (event: SecurityEvent) => void;
  pins: PinQueue;
  refusals: LateRefusals;
  sessionSecret: Uint8Array;
  lock: LockRules;
  /** The shop's language; undefined: not set. */
  language: string | undefined;
  blocked: BlockedTills;
  now: () => number;
}): RequestHandler {
  const { mirror, records, register, note, refusals, sessionSecret, now } = parts;
  return async (req, res) => {
    checkVersion(req, writingVersions);
    const request = sessionRequestSchema.parse(req.body);
    // Before the PIN: the holder of a blocked till may not know one.
    refuseBlocked(parts.blocked, request.till.id);
    const known = await register.till(request.shop, request.till.id);
    const staff = await refusals.of(async () => {
      const { shop, staff, pin, till } = request;
      const claim = {
        shop,
        staff,
        pin,
        tillId: till.id,
        isKnownTill: known !== undefined,
        address: req.ip ?? '',
      };
      const found = await authenticate(parts, claim);
      if (!found) throw new ProtocolError('not-signed-in', 'Shop, name or PIN is not right.');
      if (!known) await approveTill(parts, found, request, claim.address);
      return found;
    });
    const { settings, locations } = await shopOf(mirror, request.shop);
    const location = chooseLocation(request, known, locations);
    const till = {
      id: request.till.id,
      name: request.till.name ?? `Till ${request.till.id.slice(0, 4)}`,
      locationId: location.id,
    };
    const address = req.ip ?? '';
    const enrolling = { shop: request.shop, tillId: till.id, staff: staff.name, address };
    if (request.till.key) await enrol(parts, enrolling, request.till.key);
    else await refuseWithoutKey(parts, enrolling);
    await register.saveTill(request.shop, till, now());
    const asker = { shop: request.shop, staff: staff.name, till: tillMark(till.id), address };
    note({ what: 'signed-in', ...asker, location: location.id, isNewTill: known === undefined });
    if (known && known.locationId !== location.id)
      note({ what: 'till-moved', ...asker, from: known.locationId, to: location.id });
    const receiptPrefix = await register.receiptPrefix(request.shop, till.id);
    const lastReceipt = await records.lastReceipt(request.shop, till.id, receiptPrefix);
    const identity = {
      ...{ shop: request.shop, staffId: staff.id, tillId: till.id, locationId: location.id },
      role: roleOf(staff),
    };
    const answer: SessionResponse = {
      token: await issueToken(identity, sessionSecret, now(), markOf(staff)),
      expiresAt: new Date(now() + sessionMs).toISOString(),
      shop: { domain: request.shop, name: settings.name, currency: settings.currency },
      staff: { id: staff.id, name: staff.name, mark: markOf(staff), role: roleOf(staff) },
      till: { id: till.id, name: till.name, receiptPrefix, ...(lastReceipt ? { lastReceipt } : {}) },
      location: { id: location.id, name: location.name },
      lock: parts.lock,
      ...(parts.language === undefined ? {} : { language: parts.language }),
    };
    res.setHeader('Cache-Control', 'no-store').json(answer);
  };
}

async function shopOf(mirror: Mirror, shop: string): Promise<{ settings: Settings; locations: Location[] }> {
  const settings = (await mirror.documents(shop, 'settings', '', [settingsId])).documents[0];
  const ids = await mirror.idsAfter(shop, 'locations', undefined, mostLocations);
  const { documents } = await mirror.documents(shop, 'locations', '', ids);
  const locations = documents.map(text => JSON.parse(text) as Location).filter(each => each.active);
  if (!settings || locations.length === 0) {
    throw new ProtocolError('busy', 'The shop is being read for the first time. Try again in a moment.');
  }
  return {
    settings: JSON.parse(settings) as Settings,
    locations: locations.sort((a, b) => Number(a.id) - Number(b.id)),
  };
}

function chooseLocation(
  request: SessionRequest,
  known: TillRecord | undefined,
  locations: readonly Location[],
): Location {
  const wanted = request.locationId ?? known?.locationId;
  const found = locations.find(each => each.id === wanted);
  if (request.locationId !== undefined && !found)
    throw new ProtocolError('forbidden', 'This location is not one of the shop’s.');
  return found ?? (locations[0] as Location);
}
