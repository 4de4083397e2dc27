import { formatPushSignature, signatureHeader } from '@tidemark/journal';
import { aSale } from '@tidemark/schema/testing';
import type { RequestAttack } from '../attack.ts';
import { aKey, KeyedTill } from '../keyed-till.ts';
import type { Site } from '../site.ts';
import type { Asked } from '../wire.ts';

const taken = { status: 200, has: /"outcome":"conflict"/, lacks: /"refused"/ };
const notSigned = { status: 401, code: 'not-signed', lacks: /"outcomes"/ };

type Forgery = Parameters<KeyedTill['push']>[1];

/** A push with a forged signature; the control is signed correctly. */
function forgedPush(name: string, forge: (till: KeyedTill, site: Site) => Promise<Forgery>): RequestAttack {
  return {
    rule: 'H21',
    name,
    attack: async site => {
      const till = await KeyedTill.open(site);
      return till.push([await till.seal()], await forge(till, site));
    },
    holds: notSigned,
    control: signedPush,
    succeeds: taken,
  };
}

async function signedPush(site: Site): Promise<Asked> {
  const till = await KeyedTill.open(site);
  return till.push([await till.seal()]);
}

/** Malformed signature headers, made from a till's key id and a valid signature. */
const malformed: readonly [string, (good: string, keyId: string) => string][] = [
  ['empty', () => ''],
  ['a key id alone', (_, keyId) => keyId],
  ['a signature that is too short', good => good.slice(0, -1)],
  ['a signature that is too long', good => `${good}A`],
  ['a signature of nothing', (_, keyId) => formatPushSignature(keyId, 'A'.repeat(86))],
  ['a signature in plain base64', good => `${good.slice(0, -2)}+/`],
  ['two signatures', good => `${good}, ${good}`],
  ['a word before it', good => `Signature ${good}`],
  ['eight thousand letters', () => 'A'.repeat(8_000)],
  ['eight thousand dots', () => '.'.repeat(8_000)],
];

const signsInWith = (site: Site, id: string, key: object | undefined): Asked =>
  site.signInRequest(id, { till: { id, ...(key && { key }) } });

/** The control for another browser's attempts: the till itself signs in. */
async function ownSignIn(site: Site): Promise<Asked> {
  const till = await KeyedTill.open(site);
  return signsInWith(site, till.id, till.key.publicKey);
}

const tillTaken = { status: 409, code: 'till-taken', lacks: /"token"|"keyId"/ };

export const keys: readonly RequestAttack[] = [
  forgedPush('a signature over another body', async () => ({ signed: '{"rows":[]}' })),
  forgedPush('a signature for another path', async () => ({ path: '/api/replication/carts/push' })),
  forgedPush('a push in the name of one till, signed by another', async (_till, site) => ({
    signer: (await KeyedTill.open(site)).key,
  })),
  forgedPush('a key that nobody enrolled', async () => {
    const key = await aKey();
    return { signer: key, header: formatPushSignature(key.id, await key.sign('anything')) };
  }),
  ...malformed.map(([name, forge]) =>
    forgedPush(`a header that is none: ${name}`, async each => {
      const good = formatPushSignature(each.key.id, await each.key.sign('x'));
      return { header: forge(good, each.key.id) };
    }),
  ),
  {
    rule: 'H21',
    name: 'a header of twenty thousand letters',
    attack: async site => (await KeyedTill.open(site)).push([], { header: 'A'.repeat(20_000) }),
    holds: { status: 431 },
    control: signedPush,
    succeeds: taken,
  },
  {
    rule: 'H21',
    name: 'eight megabytes for a key that nobody has are not read',
    attack: async site => {
      const asked = await (
        await KeyedTill.open(site)
      ).push([], { header: `${'A'.repeat(43)}.${'A'.repeat(86)}` });
      return { ...asked, body: `{${'x'.repeat(8 * 1024 * 1024)}` };
    },
    holds: notSigned,
    control: signedPush,
    succeeds: taken,
  },
  {
    rule: 'H21',
    name: 'JSON a million deep, not signed, is not parsed',
    attack: async site => ({ ...(await (await KeyedTill.open(site)).push([])), body: '['.repeat(1_000_000) }),
    holds: notSigned,
    control: signedPush,
    succeeds: taken,
  },
  {
    rule: 'H21',
    name: 'a signature beside the token of another till',
    attack: async site => {
      const [one, other] = [await KeyedTill.open(site), await KeyedTill.open(site)];
      const asked = await one.push([await one.seal()]);
      return { ...asked, headers: { ...asked.headers, ...other.bearer } };
    },
    holds: notSigned,
    control: async site => {
      const one = await KeyedTill.open(site);
      const asked = await one.push([await one.seal()]);
      return { ...asked, headers: { ...asked.headers, ...one.bearer } };
    },
    succeeds: taken,
  },
  {
    rule: 'H20',
    name: 'a till’s token without its key pushes nothing',
    attack: async site => {
      const one = await KeyedTill.open(site);
      const sale = aSale({ shop: site.shop, tillId: one.id, id: `stolen-${one.id}` });
      const { [signatureHeader]: _none, ...headers } = (await one.push([])).headers ?? {};
      return { ...(await one.push([sale])), headers: { ...headers, ...one.bearer } };
    },
    holds: notSigned,
    control: signedPush,
    succeeds: taken,
  },
  {
    rule: 'H20',
    name: 'a copied cookie jar, with a till’s id and a right PIN, signs in without the key',
    attack: async site => signsInWith(site, (await KeyedTill.open(site)).id, undefined),
    holds: tillTaken,
    control: ownSignIn,
  },
  {
    rule: 'H20',
    name: 'a second browser signs in as a till with a key of its own',
    attack: async site => signsInWith(site, (await KeyedTill.open(site)).id, (await aKey()).publicKey),
    holds: tillTaken,
    control: ownSignIn,
  },
  {
    rule: 'H20',
    name: 'a new till signs in with the key of another',
    attack: async site =>
      signsInWith(site, 'till-with-a-borrowed-key', (await KeyedTill.open(site)).key.publicKey),
    holds: tillTaken,
    control: async site => signsInWith(site, 'till-with-its-own-key', (await aKey()).publicKey),
  },
  {
    rule: 'H20',
    name: 'a till enrols the key of another',
    attack: async site => enrolment(site, 'till-that-borrows', (await KeyedTill.open(site)).key.publicKey),
    holds: tillTaken,
    control: async site => enrolment(site, 'till-that-enrols', (await aKey()).publicKey),
    succeeds: { status: 200, has: /"keyId"/ },
  },
  {
    rule: 'H20',
    name: 'a till enrols a second key',
    attack: async site => {
      const one = await KeyedTill.open(site);
      return { path: '/api/session/key', headers: one.bearer, body: { key: (await aKey()).publicKey } };
    },
    holds: tillTaken,
    control: async site => {
      const one = await KeyedTill.open(site);
      return { path: '/api/session/key', headers: one.bearer, body: { key: one.key.publicKey } };
    },
    succeeds: { status: 200, has: /"keyId"/ },
  },
  {
    rule: 'H20',
    name: 'a point that is not on the curve',
    attack: async site => {
      const { publicKey } = await aKey();
      return signsInWith(site, 'till-beside-the-curve', { ...publicKey, y: publicKey.x });
    },
    holds: { status: 400, code: 'invalid-request' },
    control: ownSignIn,
  },
  {
    rule: 'H20',
    name: 'a key of another curve',
    attack: async site => signsInWith(site, 'till-of-a-curve', { ...(await aKey()).publicKey, crv: 'P-384' }),
    holds: { status: 400, code: 'invalid-request' },
    control: ownSignIn,
  },
  {
    rule: 'H20',
    name: 'a coordinate of a megabyte',
    attack: async site =>
      signsInWith(site, 'till-at-large', { ...(await aKey()).publicKey, x: 'A'.repeat(9_000) }),
    holds: { status: 400, code: 'invalid-request' },
    control: ownSignIn,
  },
];

async function enrolment(site: Site, tillId: string, key: object): Promise<Asked> {
  const { token } = await site.signIn(tillId);
  return { path: '/api/session/key', headers: { authorization: `Bearer ${token}` }, body: { key } };
}
