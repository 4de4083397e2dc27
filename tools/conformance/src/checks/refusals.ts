import { bucketCount, maxPullLimit, maxPushRows, maxRepairIds } from '@tidemark/protocol';
import type { Check } from '../check.ts';
import { mustRefuse, type Asked } from '../client.ts';

const many = (count: number, each: (n: number) => unknown) =>
  Array.from({ length: count }, (_, n) => each(n));
const aRow = (n: number) => ({ newDocumentState: { id: `conformance-${n}`, _deleted: false } });

/** Requests that do not fit their message; none of them may have an effect. */
const malformed: readonly (readonly [path: string, body?: unknown])[] = [
  ['/api/session', { shop: 'nowhere', staff: 'x', pin: '12', till: { id: 'x' } }],
  ['/api/session', '{"shop":'],
  ['/api/session/key', { key: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } }],
  ['/api/session/people', { people: many(51, n => ({ id: String(n) })) }],
  ['/api/session/approval', { staff: 'x', pin: '4711', permission: 'whim' }],
  ['/api/status/moved', { ids: [] }],
  ['/api/sync', { trigger: 'whim' }],
  ['/api/lookup', { code: '' }],
  ['/api/find', { kind: 'products', query: '' }],
  ['/api/find', { kind: 'ships', query: 'x' }],
  ['/api/replication/ships/pull?limit=5'],
  ['/api/replication/products/pull'],
  ['/api/replication/products/pull?limit=0'],
  ['/api/replication/products/pull?limit=many'],
  [`/api/replication/products/pull?limit=${maxPullLimit + 1}`],
  ['/api/replication/products/pull?limit=5&checkpoint=half'],
  ['/api/replication/products/pull?limit=5&checkpoint=a:-1'],
  ['/api/replication/ships/digest'],
  [`/api/replication/products/digest?bucket=${bucketCount}`],
  ['/api/replication/products/documents', { ids: [] }],
  ['/api/replication/products/documents', { ids: many(maxRepairIds + 1, String) }],
  ['/api/replication/ships/push', { rows: [aRow(1)] }],
  ['/api/replication/carts/push', { rows: [] }],
  ['/api/replication/carts/push', { rows: [{ newDocumentState: { id: 'no-deleted' } }] }],
  ['/api/replication/carts/push', { rows: many(maxPushRows + 1, aRow) }],
  ['/api/replication/sales/decision', { id: 'x', sending: 0, decision: { do: 'send-again' } }],
  ['/api/replication/carts/decision', { id: 'x', sending: 1, decision: { do: 'send-again' } }],
  ['/api/replication/sales/decision', { id: 'x', sending: 1, decision: { do: 'resolve', note: ' ' } }],
];

export const refusalChecks: readonly Check[] = [
  {
    id: 'C-E1',
    rule: 'What does not fit its message, or exceeds a bound, is refused as invalid-request, with a message.',
    async run({ client }) {
      for (const [path, body] of malformed) {
        const asked: Asked = body === undefined ? {} : { body };
        mustRefuse(await client.ask(path, asked), 'invalid-request', `${path} ${short(body)}`);
      }
    },
  },
  {
    id: 'C-E2',
    rule: 'A route that is not there, and a decision on what the server has not, are not-found.',
    async run({ client, newId }) {
      mustRefuse(await client.ask('/api/ships'), 'not-found', '/api/ships');
      const body = { id: newId(), sending: 1, decision: { do: 'send-again' } };
      const decision = await client.ask('/api/replication/sales/decision', { body });
      mustRefuse(decision, 'not-found', 'a decision on an unknown sale');
    },
  },
  {
    id: 'C-E3',
    rule: 'A body over 256 kB, other than a push, is refused as too-large.',
    async run({ client }) {
      const answer = await client.ask('/api/lookup', { body: { code: 'x'.repeat(300_000) } });
      mustRefuse(answer, 'too-large', 'a look-up of 300 kB');
    },
  },
];

function short(body: unknown): string {
  return body === undefined ? '' : JSON.stringify(body).slice(0, 80);
}
