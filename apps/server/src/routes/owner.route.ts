import { randomUUID } from 'node:crypto';
import type { Connections, Mirror, Register, SecurityEvent } from '@tidemark/mirror';
import { roleNamed, settingsId, type Role, type Settings } from '@tidemark/schema';
import type { NeededScope } from '@tidemark/shopify';
import express, { Router, type Request, type Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ownerCookie, type OwnerSession, type OwnerSessions } from '../auth/owner-sessions.ts';
import { hashPin, isWeakPin } from '../auth/pin.ts';
import { roleOf } from '../auth/session.ts';
import { ownerCss } from '../owner/owner-css.ts';
import { ownerPage, connectPage } from '../owner/owner-page.ts';
import { readOwnerSettings, type OwnerSettings } from '../shops/owner-settings.ts';
import type { Connecting } from '../deps.ts';

interface OwnerParts {
  readonly owners: OwnerSessions;
  readonly connections: Connections;
  readonly mirror: Pick<Mirror, 'documents'>;
  readonly register: Register;
  readonly shops: Connecting['shops'];
  readonly needed: readonly NeededScope[];
  /** Outside of the demo, PINs that are easy to guess are refused. */
  readonly refusesWeakPins: boolean;
  readonly note: (event: SecurityEvent) => void;
  readonly now: () => number;
}

/** More staff than a shop has. */
const mostStaff = 500;

/** Changes of a shop's owner in a minute. */
const mostChanges = 30;

/** What a person gets to read when a form did nothing. */
class Refusal extends Error {}

const done = {
  staff: 'Saved. They can sign in at a till now.',
  dismissed: 'Dismissed. Their sessions end within a minute.',
  role: 'Saved. Their sessions end within a minute, and the new role counts from the next sign-in on.',
  settings: 'Saved. The shop goes on with the new settings.',
} as const;

/** [A93] /owner/: the page of a shop's owner. Every form carries the mark of the session. */
export function ownerRoute(parts: OwnerParts): Router {
  const { owners, register, connections, note } = parts;
  const router = Router();
  // Hashing a PIN takes the event loop some 40 ms.
  const changes = new RateLimiterMemory({ points: mostChanges, duration: 60 });
  router.get('/owner.css', (_req, res) => void res.type('css').send(ownerCss));
  router.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.get('/', async (req, res) => {
    const session = await sessionOf(parts, req);
    if (!session) return void res.status(401).send(connectPage('Sign in with Shopify first.'));
    const said = Object.entries(done).find(([name]) => name === req.query['done'])?.[1];
    await show(parts, session, res, said === undefined ? undefined : { isWrong: false, words: said });
  });
  router.use(express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 20 }));
  const form = (
    path: string,
    act: (session: OwnerSession, given: Record<string, string>, req: Request) => Promise<string>,
  ) =>
    router.post(path, async (req, res) => {
      const session = await sessionOf(parts, req);
      const given = textsIn(req.body);
      if (!session || !owners.isFormMark(session, given['form']))
        return void res.status(403).send(connectPage('This page is too old. Sign in with Shopify again.'));
      try {
        await changes.consume(session.shop).catch((error: unknown) => {
          if (error instanceof RateLimiterRes) throw new Refusal('These are many changes: wait a minute.');
          throw error;
        });
        res.redirect(303, await act(session, given, req));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        res.status(400);
        await show(parts, session, res, { isWrong: true, words: error.message });
      }
    });
  form('/staff', async ({ shop }, given, req) => {
    const { name, pin } = staffIn(given, parts.refusesWeakPins);
    const role = roleIn(given['role']);
    const known = await register.staffByName(shop, name);
    if (known?.pinHash && known.employedBy !== 'owner')
      throw new Refusal(`${name} is in the server’s setting STAFF, and is changed there.`);
    if (!known && (await register.staffOf(shop)).length >= mostStaff)
      throw new Refusal(`There are ${mostStaff} people already. Dismiss somebody first.`);
    const pinHash = hashPin(pin);
    await register.saveStaff(shop, {
      id: known?.id ?? randomUUID().replaceAll('-', ''),
      name,
      pinHash,
      employedBy: 'owner',
      role,
    });
    note({
      what: known?.pinHash ? 'pin-changed' : 'staff-added',
      by: 'owner',
      shop,
      staff: name,
      role,
      address: req.ip ?? '',
    });
    return '/owner/?done=staff';
  });
  form('/dismiss', async ({ shop }, given, req) => {
    const known = await register.staffByName(shop, given['name'] ?? '');
    if (!known || known.employedBy !== 'owner') throw new Refusal('This person is not employed here.');
    await register.dismiss(shop, known.id, parts.now());
    note({ what: 'staff-dismissed', by: 'owner', shop, staff: known.name, address: req.ip ?? '' });
    return '/owner/?done=dismissed';
  });
  form('/role', async ({ shop }, given, req) => {
    const known = await register.staffByName(shop, given['name'] ?? '');
    if (!known?.pinHash || known.employedBy !== 'owner')
      throw new Refusal('This person is not employed here.');
    const role = roleIn(given['role']);
    if (role === roleOf(known)) return '/owner/';
    await register.saveStaff(shop, { ...known, role });
    note({ what: 'role-changed', by: 'owner', shop, staff: known.name, role, address: req.ip ?? '' });
    return '/owner/?done=role';
  });
  form('/settings', async ({ shop }, given, req) => {
    const connection = await connections.of(shop);
    if (connection?.source !== 'oauth') throw new Refusal('The server’s settings say this for the shop.');
    const { taxes, publication } = given;
    const settings = settingsIn({ taxes, publication });
    await connections.saveSettings(shop, JSON.stringify(settings));
    note({ what: 'settings-changed', shop, address: req.ip ?? '' });
    await parts.shops.begin(shop);
    return '/owner/?done=settings';
  });
  form('/sign-out', async () => '/owner/sign-out');
  router.get('/sign-out', (_req, res) => {
    res.clearCookie(ownerCookie, { path: '/owner' });
    res.send(connectPage());
  });
  return router;
}

/** The owner who asks; undefined where the app has left the shop since they signed in, or its data were erased. */
async function sessionOf(
  { owners, connections }: OwnerParts,
  req: Request,
): Promise<OwnerSession | undefined> {
  const session = await owners.read(req.headers.cookie);
  const connection = session && (await connections.of(session.shop));
  if (!connection || (connection.uninstalledAt ?? 0) > session.startedAt) return undefined;
  return session;
}

function textsIn(body: unknown): Record<string, string> {
  const entries = Object.entries((body ?? {}) as object);
  return Object.fromEntries(entries.filter((each): each is [string, string] => typeof each[1] === 'string'));
}

function staffIn(given: Readonly<Record<string, string>>, refusesWeakPins: boolean) {
  const name = (given['name'] ?? '').trim();
  const pin = given['pin'] ?? '';
  if (!/^[^:,\p{Cc}]{1,60}$/u.test(name))
    throw new Refusal('A name has 1 to 60 characters, without commas and colons.');
  if (!/^\d{4,12}$/.test(pin)) throw new Refusal('A PIN has 4 to 12 digits.');
  if (refusesWeakPins && isWeakPin(pin))
    throw new Refusal('This PIN is among the first that anybody tries: choose another.');
  return { name, pin };
}

function roleIn(given: string | undefined): Role {
  const role = roleNamed(given);
  if (role === undefined) throw new Refusal('Choose one of the roles.');
  return role;
}

function settingsIn(given: object): OwnerSettings {
  try {
    return readOwnerSettings(given);
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(error.message);
    throw error;
  }
}

async function show(
  parts: OwnerParts,
  session: OwnerSession,
  res: Response,
  said: { readonly isWrong: boolean; readonly words: string } | undefined,
): Promise<void> {
  const { owners, connections, mirror, register, shops, needed } = parts;
  const { shop } = session;
  const connection = await connections.of(shop);
  if (!connection) return void res.status(401).send(connectPage('This shop is not connected any more.'));
  // Another process may read the shop, and not answer now.
  const health = await shops.ingests
    .get(shop)
    ?.health()
    .catch(() => undefined);
  const [text] = (await mirror.documents(shop, 'settings', '', [settingsId])).documents;
  const start = shops.troubles.get(shop);
  const staff = await register.staffOf(shop);
  res.send(
    ownerPage({
      ...{ connection, needed, said },
      about: text === undefined ? undefined : (JSON.parse(text) as Settings),
      reading: health && { imported: health.imported, readAt: health.readAt },
      troubles: [
        ...(start ? [start.message] : []),
        ...(health?.shopify.circuit === 'down'
          ? [`Shopify does not answer: ${health.shopify.lastError}`]
          : []),
        ...Object.values(health?.troubles ?? {}).map(String),
      ],
      staff: staff.toSorted((a, b) => a.name.localeCompare(b.name)),
      settings: readOwnerSettings(JSON.parse(connection.settings)),
      formMark: owners.formMark(session),
    }),
  );
}
