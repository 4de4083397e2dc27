import { formatPushSignature, makeKeyPair, pushText, tillKeyOf, type TillKey } from '@tidemark/journal';
import { enrolResponseSchema, pushResponseSchema } from '@tidemark/protocol';
import { fits, mustEqual } from '../broken.ts';
import type { Bench, Check } from '../check.ts';
import { ask, Client, mustRefuse, signedBy, signInBody, success, type Answer } from '../client.ts';

const path = '/api/replication/carts/push';

const aKey = async (): Promise<TillKey> => tillKeyOf(await makeKeyPair());

/** A push that the server accepts but that stores nothing: its row is refused. */
const harmless = (bench: Bench) =>
  JSON.stringify({ rows: [{ newDocumentState: { id: bench.newId(), _deleted: true } }] });

/** A new till that is enrolled with a key. */
async function keyedTill(bench: Bench): Promise<{ readonly key: TillKey; readonly client: Client }> {
  const key = await aKey();
  return { key, client: await Client.signIn(bench.account, bench.newId(), key.publicKey) };
}

/** Pushes with these headers and without a session. */
function push({ account }: Bench, body: string, headers: Record<string, string>): Promise<Answer> {
  return ask(account.server, path, { body, headers });
}

function mustTake(answer: Answer, what: string): void {
  const { outcomes } = fits(pushResponseSchema, success(answer, what), 'the outcomes');
  mustEqual(
    outcomes.map(each => each.outcome === 'refused' && each.code),
    ['not-deletable'],
    `the outcome of ${what}`,
  );
}

export const keyChecks: readonly Check[] = [
  {
    id: 'C-K1',
    rule: 'A sign-in gives a till its key; with another key, without it, or with another till’s, it is refused as till-taken.',
    async run(bench) {
      const { key, client } = await keyedTill(bench);
      const signIn = (tillId: string, given?: TillKey) =>
        ask(bench.account.server, '/api/session', {
          body: signInBody(bench.account, tillId, given?.publicKey),
        });
      const { id } = client.session.till;
      success(await signIn(id, key), 'a second sign-in with the till’s key');
      mustRefuse(await signIn(id, await aKey()), 'till-taken', 'a sign-in with another key');
      mustRefuse(await signIn(id), 'till-taken', 'a sign-in without the till’s key');
      mustRefuse(await signIn(bench.newId(), key), 'till-taken', 'a sign-in with another till’s key');
    },
  },
  {
    id: 'C-K2',
    rule: 'A till that is signed in without a key is enrolled with one; another key is refused as till-taken.',
    async run(bench) {
      const client = await Client.signIn(bench.account, bench.newId());
      const key = await aKey();
      const enrol = ({ publicKey }: TillKey) => client.ask('/api/session/key', { body: { key: publicKey } });
      for (const what of ['the enrolment', 'the same again']) {
        const { keyId } = fits(enrolResponseSchema, success(await enrol(key), what), what);
        mustEqual(keyId, key.id, 'the id of the key');
      }
      mustRefuse(await enrol(await aKey()), 'till-taken', 'another key');
      const nowhere = { ...key.publicKey, x: 'A'.repeat(43) };
      const body = { key: nowhere };
      mustRefuse(
        await client.ask('/api/session/key', { body }),
        'invalid-request',
        'a point beside the curve',
      );
    },
  },
  {
    id: 'C-K3',
    rule: 'A push that is signed by the key of a till needs no session.',
    async run(bench) {
      const { key } = await keyedTill(bench);
      const body = harmless(bench);
      mustTake(await push(bench, body, await signedBy(key, path, body)), 'a signed push');
      const ended = { ...(await signedBy(key, path, body)), authorization: 'Bearer not.a.token' };
      mustTake(await push(bench, body, ended), 'a signed push beside a token that has ended');
    },
  },
  {
    id: 'C-K4',
    rule: 'A till with a key that pushes without its signature is refused as not-signed.',
    async run(bench) {
      const { client } = await keyedTill(bench);
      const answer = await client.ask(path, { body: harmless(bench) });
      mustRefuse(answer, 'not-signed', 'a push under the session alone');
    },
  },
  {
    id: 'C-K5',
    rule: 'A signature over another body or path, of another or an unknown key, or beside another till’s session, is refused as not-signed.',
    async run(bench) {
      const { key } = await keyedTill(bench);
      const { key: other, client } = await keyedTill(bench);
      const body = harmless(bench);
      const good = await signedBy(key, path, body);
      const [[name = '', value = ''] = []] = Object.entries(good);
      const { authorization } = { authorization: `Bearer ${client.session.token}` };
      const wrong: readonly (readonly [string, Record<string, string>])[] = [
        ['a signature over another body', await signedBy(key, path, `${body} `)],
        ['a signature over another path', await signedBy(key, '/api/replication/sales/push', body)],
        [
          'another till’s signature',
          { [name]: formatPushSignature(key.id, await other.sign(pushText(path, body))) },
        ],
        ['a key that nobody has', await signedBy(await aKey(), path, body)],
        ['a header that is none', { [name]: value.slice(1) }],
        ['another till’s session', { ...good, authorization }],
      ];
      for (const [what, headers] of wrong) mustRefuse(await push(bench, body, headers), 'not-signed', what);
      mustTake(await push(bench, body, good), 'the push that was signed');
    },
  },
];
