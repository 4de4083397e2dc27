import { expect, test } from 'vitest';
import { ownerCookie, ownerMs, OwnerSessions } from './owner-sessions.ts';
import { issueToken, readToken } from './session.ts';

const secret = new TextEncoder().encode('a secret of many letters and more');
const shop = 'a.myshopify.com';
let now = Date.UTC(2026, 10, 1);
const owners = new OwnerSessions(secret, () => now);
const cookie = (token: string) => `other=1; ${ownerCookie}=${token}; more=2`;

test('[A94] an owner’s session is of one shop and ends after half an hour', async () => {
  const token = await owners.issue(shop);

  expect(await owners.read(cookie(token))).toEqual({ shop, token, startedAt: now });
  expect(await owners.read(undefined)).toBeUndefined();
  expect(await owners.read(`no_${ownerCookie}=${token}`)).toBeUndefined();
  now += ownerMs + 1000;
  expect(await owners.read(cookie(token))).toBeUndefined();
});

test('[A94] it is no till’s token, and no till’s token is one; another secret makes none', async () => {
  const till = { shop, staffId: 's', tillId: 't', locationId: '1' };
  const [ofTill, ofOwner] = [await issueToken(till, secret, now), await owners.issue(shop)];

  expect(await owners.read(cookie(ofTill))).toBeUndefined();
  await expect(readToken(`Bearer ${ofOwner}`, secret, now)).rejects.toMatchObject({ code: 'not-signed-in' });
  const foreign = new OwnerSessions(new TextEncoder().encode('another secret of many letters..'), () => now);
  expect(await owners.read(cookie(await foreign.issue(shop)))).toBeUndefined();
  expect(await owners.read(cookie(ofOwner.slice(0, -2)))).toBeUndefined();
});

test('[A93] the mark of a form is that of its session alone', async () => {
  const read = async () => (await owners.read(cookie(await owners.issue(shop))))!;
  const [one, two] = [await read(), await (now++, read())];

  expect(owners.isFormMark(one, owners.formMark(one))).toBe(true);
  for (const given of [owners.formMark(two), '', undefined, owners.formMark(one).slice(1)])
    expect(owners.isFormMark(one, given)).toBe(false);
});
