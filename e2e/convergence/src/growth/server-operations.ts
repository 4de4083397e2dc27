import type { Change } from '@tidemark/mirror';
import { formatCheckpoint } from '@tidemark/protocol';
import type { Sale } from '@tidemark/schema';
import { shop } from '../world/shop-server.ts';
import type { Operation } from './operation.ts';
import { codeOf, productAt, saleAt, titleOf, type Size } from './shop-of-size.ts';
import type { Stage } from './stage.ts';

const page = 500;

/** The server's frequent operations, over a shop of this size. */
export async function serverOperations(stage: Stage, size: Size): Promise<readonly Operation[]> {
  const { mirror, records } = stage.store;
  let edits = 0;
  const edit = (count: number): Change[] =>
    Array.from({ length: count }, () => {
      const n = (++edits * 7919) % size.products;
      const now = Date.now() + edits;
      const document = productAt(n, `${titleOf(n)}, edition ${edits}.`);
      return { kind: 'present', document, scope: '', sourceUpdatedAt: now, readAt: now };
    });
  let sales = 0;
  const aSale = (): Sale => saleAt(++sales, 'till-grown', stage.locationId, 'GROW', new Date().toISOString());
  const store = async (): Promise<Sale> => {
    const document = aSale();
    const row = { id: document.id, _deleted: false };
    const judge = () => ({ kind: 'accept', document, changed: true }) as const;
    await records.store(shop, 'sales', [row], judge, Date.now());
    return document;
  };
  const accept = async (id: string): Promise<void> => {
    await records.move(
      shop,
      { collection: 'sales', id },
      (_document, head) => ({
        submission: {
          ...{ state: 'accepted', after: formatCheckpoint(head), differences: [] },
          ...{ orderId: String(8_000_000 + sales), orderName: `#G${sales}` },
        },
      }),
      Date.now(),
    );
  };
  const middle = await placeInTheMiddle(stage, size);
  const stream = await stage.listen();
  return [
    {
      ...{ name: 'commit of 1', growth: 'logarithmic', rounds: 60 },
      act: () => mirror.commit(shop, 'products', edit(1)),
    },
    {
      ...{ name: 'commit of 50', growth: 'logarithmic', rounds: 20 },
      act: () => mirror.commit(shop, 'products', edit(50)),
    },
    {
      ...{ name: 'page of 500', growth: 'logarithmic', rounds: 30 },
      act: () => stage.ask(`/api/replication/products/pull?checkpoint=${middle}&limit=${page}`),
    },
    {
      ...{ name: 'live event', growth: 'logarithmic', rounds: 60 },
      act: async () => {
        const changes = edit(1);
        const heard = stream.heard(`edition ${edits}.`);
        await mirror.commit(shop, 'products', changes);
        await heard;
      },
    },
    {
      ...{ name: 'a code looked up', growth: 'logarithmic', rounds: 60 },
      act: n => mirror.productsWithCode(shop, codeOf((n * 7919) % (size.products * 2))),
    },
    {
      ...{ name: 'push of a sale', growth: 'logarithmic', rounds: 60 },
      act: () =>
        stage.ask('/api/replication/sales/push', {
          rows: [{ newDocumentState: { ...aSale(), _deleted: false } }],
        }),
    },
    {
      ...{ name: 'take', growth: 'logarithmic', rounds: 40 },
      prepare: store,
      act: () => records.take(shop, 'sales', Date.now(), Date.now() + 60_000, 10),
    },
    {
      ...{ name: 'read back', growth: 'logarithmic', rounds: 40 },
      prepare: async () => accept((await store()).id),
      act: async () => {
        const told = await records.toRead(shop, 50);
        await records.haveRead(shop, told);
      },
    },
    {
      ...{ name: 'catch-up that finds nothing', growth: 'logarithmic', rounds: 10 },
      act: () => stage.server.ingest.catchUp(stage.locationId),
    },
    {
      name: 'barrier',
      growth: 'logarithmic',
      rounds: 10,
      act: () => stage.ask('/api/sync', { trigger: 'manual' }),
    },
    { name: 'status', growth: 'logarithmic', rounds: 10, act: () => stage.ask('/api/status') },
    { name: 'metrics', growth: 'logarithmic', rounds: 10, act: () => stage.ask('/metrics') },
    { name: 'health', growth: 'logarithmic', rounds: 20, act: () => stage.ask('/healthz') },
    {
      ...{ name: 'slice of an audit', growth: 'logarithmic', rounds: 20 },
      act: () => mirror.idsAfter(shop, 'products', String(1_000_000 + size.products / 2), page),
    },
    {
      ...{ name: 'last receipt of a till', growth: 'logarithmic', rounds: 20 },
      act: () => records.lastReceipt(shop, 'till-history', 'HIST'),
    },
    {
      ...{ name: 'digest of records', growth: 'logarithmic', rounds: 20 },
      act: () => records.digest(shop, 'sales', ''),
    },
    {
      ...{ name: 'old sale by its receipt number', growth: 'logarithmic', rounds: 20 },
      act: async n => {
        const found = await records.salesWithReceipt(shop, `OLD-${String(n + 1).padStart(6, '0')}`);
        if (found.length !== 1) throw new Error(`${found.length} sales have one receipt number`);
      },
    },
    {
      ...{ name: 'records that leave the tills, none yet', growth: 'logarithmic', rounds: 20 },
      act: () => records.retire(shop, 1, Date.now(), 200),
    },
    {
      ...{ name: 'alarms of the journals', growth: 'logarithmic', rounds: 20 },
      act: () => records.journalState(shop, Date.now()),
    },
  ] satisfies readonly Operation[];
}

/** The checkpoint of a till that has read half of the products, encoded for a URL. */
async function placeInTheMiddle({ store }: Stage, size: Size): Promise<string> {
  const { checkpoint } = await store.mirror.changesAfter(shop, 'products', '', undefined, size.products / 2);
  if (!checkpoint) throw new Error('the mirror is empty');
  return encodeURIComponent(formatCheckpoint(checkpoint));
}
