import type { SessionRequest } from '@tidemark/protocol';
import type { PublicKey } from '@tidemark/journal';
import { expect, test } from 'vitest';
import { aBrowser, aShop, openTestTill } from '../testing/test-tills.ts';

test('[T117] a browser that nobody approved of says so, and becomes a till once somebody did', async () => {
  const server = aShop();
  const asked: SessionRequest[] = [];
  server.bend = (path, body) => {
    if (path !== '/api/session') return undefined;
    const request = JSON.parse(body ?? '') as SessionRequest;
    asked.push(request);
    const { staff, till, shop, approval } = request;
    const message = 'A manager has to approve of it.';
    if (approval?.pin !== '4711')
      return Response.json({ code: 'forbidden', message, why: 'till-unapproved' }, { status: 403 });
    server.keys.enrol(till.id, till.key as PublicKey | undefined);
    return Response.json({
      ...{ token: 'token', expiresAt: '2099-01-01T00:00:00Z' },
      shop: { domain: shop, name: 'Demo', currency: 'EUR' },
      staff: { id: `id-${staff}`, name: staff, role: 'cashier' },
      till: { id: till.id, name: till.id, receiptPrefix: 'A' },
      location: { id: '1', name: 'Harbour Street' },
    });
  };
  await using till = await openTestTill(server, aBrowser(), { signIn: false });

  const refused = await till.signIn('carl', '2580');
  const wrong = await till.signIn('carl', '2580', { staff: 'anna', pin: '0000' });
  const signedIn = await till.signIn('carl', '2580', { staff: 'anna', pin: '4711' });

  for (const each of [refused, wrong])
    expect(each).toMatchObject({
      kind: 'refused',
      reason: { code: 'server-refuses', refusal: 'forbidden', why: 'till-unapproved' },
    });
  expect(signedIn).toMatchObject({ kind: 'signed-in', session: { staff: { role: 'cashier' } } });
  expect(asked.map(each => each.approval)).toEqual([
    undefined,
    { staff: 'anna', pin: '0000' },
    { staff: 'anna', pin: '4711' },
  ]);
  expect(new Set(asked.map(each => each.till.id)).size).toBe(1);
});
