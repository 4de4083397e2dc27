import { rmSync } from 'node:fs';
import { aSealedSaleByHand, Client, EventStream, signedBy, type AnyEvent } from '@tidemark/conformance';
import { makeKeyPair, tillKeyOf } from '@tidemark/journal';
import { bucketOf, type PullResponse, type PushResponse, type SessionResponse } from '@tidemark/protocol';
import type { Cart } from '@tidemark/schema';
import { aCart, anUnpricedLine, aSale } from '@tidemark/schema/testing';
import { Path } from '../path.ts';
import { Recorder } from './recorder.ts';
import { changesOf } from './shop-changes.ts';
import type { TraceLine } from './trace.ts';

const account = { shop: 'tidemark-demo.myshopify.com', staff: 'demo', pin: '1234' };

interface Scene {
  readonly path: Path;
  readonly recorder: Recorder;
  readonly session: SessionResponse;
  readonly change: ReturnType<typeof changesOf>;
  readonly stream: () => Promise<EventStream>;
  /** The head of products now. */
  readonly end: () => Promise<string>;
}

const products = '/api/replication/products';
const unseen = { isUnseen: true };

/** Each situation of docs/protocol.md, played on a real server. */
export const situations: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async 'first-sync'({ recorder }) {
    await recorder.ask('/api/session', { body: { ...account, till: { id: 'till-0001', name: 'Front' } } });
    const { heads } = await recorder.ask<{ heads: object }>('/api/sync', { body: { trigger: 'login' } });
    if (!heads) throw new Error('the barrier has no heads');
    await recorder.ask('/api/replication/settings/pull?limit=1000');
    const first = await recorder.ask<PullResponse>(`${products}/pull?limit=2`);
    const second = await recorder.ask<PullResponse>(
      `${products}/pull?checkpoint=${first.checkpoint}&limit=2`,
    );
    await recorder.ask(`${products}/pull?checkpoint=${second.checkpoint}&limit=2`);
    await recorder.ask(`${products}/digest`);
    await recorder.ask('/api/replication/heads');
    const headers = { 'if-none-match': recorder.tag };
    await recorder.ask('/api/replication/heads', {
      headers,
      note: 'If-None-Match: the ETag of the answer before',
    });
  },
  async 'live-change'({ recorder, change, stream }) {
    using live = await stream();
    await live.wait(each => each.type === 'promise-heads', 5000, 'its beginning');
    const id = await change('edit');
    await live.wait(each => isNewsOf(each, id), 5000, 'the change');
    recordStream(recorder, live, id);
  },
  async 'missed-event'({ recorder, change, stream, end }) {
    const held = await end();
    const missed = await change('edit');
    await recorder.ask('/api/sync', { body: { trigger: 'reload' }, ...unseen });
    using live = await stream();
    await live.wait(each => each.type === 'promise-heads', 5000, 'its beginning');
    const id = await change('edit');
    await live.wait(each => isNewsOf(each, id), 5000, 'the change');
    recordStream(recorder, live, id);
    const page = await recorder.ask<PullResponse>(`${products}/pull?checkpoint=${held}&limit=1000`);
    if (!page.documents.some(each => each.id === missed)) throw new Error('the pull did not bring it');
  },
  async deletion({ recorder, change, end }) {
    const held = await end();
    const id = await change('delete');
    await recorder.ask('/api/sync', { body: { trigger: 'manual' } });
    await recorder.ask(`${products}/pull?checkpoint=${held}&limit=1000`);
    await recorder.ask(`${products}/documents`, { body: { ids: [id] } });
  },
  async 'new-epoch'({ path, recorder, end }) {
    const held = await end();
    await path.restartServer(file => {
      for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
    });
    await path.imported();
    await recorder.ask(`${products}/pull?checkpoint=${held}&limit=1000`);
    await recorder.ask(`${products}/pull?limit=1000`);
  },
  async 'lost-answer'({ recorder, session }) {
    const sale = aSale({ id: 'sale-7f3a9c21', receiptNumber: 'A-000017', ...authorOf(session) }, [
      anUnpricedLine({ id: 'line-0001', productId: null, variantId: null, inventoryItemId: null }),
    ]);
    const body = { rows: [{ newDocumentState: { ...sale, _deleted: false } }] };
    await recorder.ask('/api/replication/sales/push', { body });
    recorder.lines.pop();
    await recorder.ask('/api/replication/sales/push', { body, note: 'again: the answer never came' });
    const changed = { rows: [{ newDocumentState: { ...sale, note: 'changed', _deleted: false } }] };
    await recorder.ask('/api/replication/sales/push', { body: changed });
  },
  async 'conflicting-cart'({ recorder, session }) {
    const cart = aCart({
      id: 'cart-5d20b7e4',
      ...authorOf(session),
      name: { value: 'Anna', stamp: stamp(1) },
    });
    const push = async (next: object, assumed?: object) => {
      const assumedMasterState = assumed && { ...assumed, _deleted: false };
      const row = {
        ...(assumedMasterState && { assumedMasterState }),
        newDocumentState: { ...next, _deleted: false },
      };
      return recorder.ask<PushResponse>('/api/replication/carts/push', { body: { rows: [row] } });
    };
    await push(cart);
    await push({ ...cart, name: { value: 'Anna B.', stamp: stamp(2) } }, cart);
    const { outcomes } = await push({ ...cart, note: { value: 'pays later', stamp: stamp(3) } }, cart);
    const [outcome] = outcomes;
    if (outcome?.outcome !== 'conflict') throw new Error('there was no conflict');
    await push(outcome.document as unknown as Cart, outcome.document);
  },
  async 'expired-token'({ recorder, end }) {
    const held = await end();
    const { token } = recorder;
    recorder.token = 'expired';
    await recorder.ask(`${products}/pull?checkpoint=${held}&limit=1000`);
    await recorder.ask('/api/session', { body: { ...account, till: { id: 'till-0001' } } });
    recorder.token = token;
    await recorder.ask(`${products}/pull?checkpoint=${held}&limit=1000`);
  },
  async 'signed-push'({ path, recorder }) {
    const key = await tillKeyOf(await makeKeyPair());
    const client = await Client.signIn(
      { server: path.server.origin, ...account },
      'till-0002',
      key.publicKey,
    );
    const sale = await aSealedSaleByHand({ client, newId: () => 'line-0001', now: Date.now }, key);
    const body = { rows: [{ newDocumentState: { ...sale, _deleted: false } }] };
    const push = '/api/replication/sales/push';
    recorder.token = client.session.token;
    await recorder.ask(push, { body });
    recorder.token = 'expired';
    const headers = await signedBy(key, push, JSON.stringify(body));
    await recorder.ask(push, { body, headers, note: 'tidemark-signature: <key id>.<signature>' });
  },
  async 'outdated-client'({ recorder }) {
    await recorder.ask('/api/replication/heads', {
      headers: { 'tidemark-protocol': '7' },
      note: 'tidemark-protocol: 7',
    });
  },
  async 'digest-mismatch'({ recorder }) {
    const { documents } = await recorder.ask<PullResponse>(`${products}/pull?limit=1`, unseen);
    const id = documents[0]?.id ?? '';
    await recorder.ask(`${products}/digest`);
    await recorder.ask(`${products}/digest?bucket=${bucketOf(id)}`);
    await recorder.ask(`${products}/documents`, { body: { ids: [id] } });
  },
  async 'shopify-unreachable'({ path, recorder }) {
    path.simulator.arm([{ kind: 'status', status: 503, times: 0 }]);
    await recorder.ask('/api/sync', { body: { trigger: 'manual' } });
    await recorder.ask('/api/lookup', { body: { code: '9999999999999' } });
    path.simulator.arm([]);
  },
};

/** Plays a situation on a shop of its own, and returns what went over the wire. */
export async function record(name: string): Promise<readonly TraceLine[]> {
  const play = situations[name];
  if (!play) throw new Error(`there is no situation ${name}`);
  await using path = await Path.open({ products: 3 });
  await path.imported();
  const client = await Client.signIn({ server: path.server.origin, ...account }, 'till-0001');
  const recorder = new Recorder(() => path.server.origin);
  recorder.token = client.session.token;
  await play({
    ...{ path, recorder, session: client.session, change: changesOf(path.simulator) },
    stream: () => EventStream.open(client),
    end: async () => (await client.heads()).products,
  });
  return recorder.lines;
}

function isNewsOf(event: AnyEvent, id: string): boolean {
  return (
    event.type === 'documents' &&
    event.collection === 'products' &&
    event.documents.some(each => each.id === id)
  );
}

/** Records the stream's beginning, and its first event about a product. */
function recordStream(recorder: Recorder, { events }: EventStream, id: string): void {
  recorder.lines.push({ kind: 'request', head: 'GET /api/replication/stream', body: undefined });
  recorder.lines.push({ kind: 'answer', head: '200', body: undefined });
  const news = events.find(each => isNewsOf(each, id));
  for (const each of [...events.slice(0, 2), ...(news ? [news] : [])]) recorder.event(each);
}

function authorOf({ shop, till, staff, location }: SessionResponse) {
  return {
    shop: shop.domain,
    ...{ tillId: till.id, staffId: staff.id, locationId: location.id },
    createdAt: '2026-11-24T09:30:00Z',
  };
}

function stamp(step: number): string {
  return `001795512600000-${step.toString(16).padStart(6, '0')}-till-0001`;
}
