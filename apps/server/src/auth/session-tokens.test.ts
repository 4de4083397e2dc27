import { ProtocolError } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { hasExpired, issueToken, sessionMs, type TillIdentity } from './session.ts';
import { SessionTokens } from './session-tokens.ts';

const secret = new TextEncoder().encode('x'.repeat(32));
const till = { shop: 'a.myshopify.com', staffId: 's', tillId: 'till-0001', locationId: '1' };
const at = 1_700_000_000_000;

test('a signature is computed once for a token, and its time asked each time', async () => {
  const tokens = new SessionTokens(secret);
  const token = `Bearer ${await issueToken(till, secret, at)}`;

  const first = await tokens.read(token, at);

  expect(first).toEqual(till);
  // The same object: the token was not read again.
  expect(await tokens.read(token, at + sessionMs - 1_000)).toBe(first);
  const late = await tokens.read(token, at + sessionMs).catch((error: unknown) => error);
  expect(late).toBeInstanceOf(ProtocolError);
  expect(hasExpired(late)).toBe(true);
});

test('what was refused, or says anything else, is not taken for what is known', async () => {
  const tokens = new SessionTokens(secret);
  const token = `Bearer ${await issueToken(till, secret, at)}`;
  await tokens.read(token, at);
  const other = `Bearer ${await issueToken(till, new TextEncoder().encode('y'.repeat(32)), at)}`;

  for (const each of [other, other, `${token}x`, token.slice(0, -1), token.toLowerCase(), '', undefined])
    await expect(tokens.read(each, at)).rejects.toMatchObject({ code: 'not-signed-in' });
});

test('a flood of tokens is not kept for ever', async () => {
  const tokens = new SessionTokens(secret, 2);
  const issued = await Promise.all(
    ['a', 'b', 'c'].map(async tillId => `Bearer ${await issueToken({ ...till, tillId }, secret, at)}`),
  );
  const read: TillIdentity[] = [];
  for (const each of issued) read.push(await tokens.read(each, at));

  expect(await tokens.read(issued[2], at)).toBe(read[2]);
  expect(await tokens.read(issued[0], at)).not.toBe(read[0]);
});
