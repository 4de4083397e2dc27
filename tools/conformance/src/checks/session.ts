import { protocolHeader, sessionResponseSchema, writingVersions } from '@tidemark/protocol';
import { fits, must } from '../broken.ts';
import type { Bench, Check } from '../check.ts';
import { ask, mustRefuse, signInBody, success } from '../client.ts';
import { routes } from '../contract.ts';

/** Every route behind the sign-in, with a path that can be requested without an effect. */
const guarded = routes
  .filter(each => !each.isPublic)
  .map(({ method, path }) => ({ method, path: path.replace(':collection', 'sales') }));

const never = '{}';

async function everyGuarded(
  bench: Bench,
  headers: Record<string, string>,
  code: 'not-signed-in' | 'client-outdated',
) {
  for (const { method, path } of guarded) {
    const body = method === 'POST' ? { body: never } : {};
    const answer = await ask(bench.account.server, path, { method, headers, ...body });
    mustRefuse(answer, code, `${method} ${path}`);
  }
}

export const sessionChecks: readonly Check[] = [
  {
    id: 'C-S1',
    rule: 'A sign-in answers who is signed in where, with a token that has not expired.',
    async run({ account, newId, now }) {
      const answer = await ask(account.server, '/api/session', { body: signInBody(account, newId()) });
      const session = fits(sessionResponseSchema, success(answer, 'the sign-in'), 'the session');
      must(Date.parse(session.expiresAt) > now(), `the token expired at ${session.expiresAt} already`);
      must(session.shop.domain === account.shop, `signed in at ${session.shop.domain}, not ${account.shop}`);
    },
  },
  {
    id: 'C-S2',
    rule: 'A wrong PIN and an unknown name are refused alike, as not-signed-in.',
    async run({ account, newId }) {
      const pin = account.pin === '000000' ? '000001' : '000000';
      for (const wrong of [
        { ...account, pin },
        { ...account, staff: `nobody-${newId()}` },
      ]) {
        const answer = await ask(account.server, '/api/session', { body: signInBody(wrong, newId()) });
        mustRefuse(answer, 'not-signed-in', 'a sign-in that is not right');
      }
    },
  },
  {
    id: 'C-S3',
    rule: 'Every route but the sign-in refuses a request without a token, or with a foreign one, as not-signed-in.',
    async run(bench) {
      await everyGuarded(bench, {}, 'not-signed-in');
      await everyGuarded(bench, { authorization: 'Bearer not.a.token' }, 'not-signed-in');
    },
  },
  {
    id: 'C-V1',
    rule: 'A request that names another protocol version is refused as client-outdated, at every route.',
    async run(bench) {
      const { account, client, newId } = bench;
      const outdated = { [protocolHeader]: '0' };
      const body = signInBody(account, newId());
      mustRefuse(
        await ask(account.server, '/api/session', { body, headers: outdated }),
        'client-outdated',
        'a sign-in of version 0',
      );
      const headers = { ...outdated, authorization: `Bearer ${client.session.token}` };
      await everyGuarded(bench, headers, 'client-outdated');
    },
  },
  {
    id: 'C-V2',
    rule: 'A sign-in and a push of an older version that may still write are taken.',
    async run({ account, client, newId }) {
      const body = signInBody(account, newId());
      for (const version of writingVersions) {
        const headers = { [protocolHeader]: String(version) };
        success(
          await ask(account.server, '/api/session', { body, headers }),
          `a sign-in of version ${version}`,
        );
        const rows = [{ newDocumentState: { id: newId(), _deleted: true } }];
        const push = await client.ask('/api/replication/carts/push', { body: { rows }, headers });
        success(push, `a push of version ${version}`);
      }
    },
  },
];
