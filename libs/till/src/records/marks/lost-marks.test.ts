import fc from 'fast-check';
import { editCart } from '@tidemark/conflict';
import { formatCheckpoint } from '@tidemark/protocol';
import { aCart } from '@tidemark/schema/testing';
import { Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { TestServer } from '../../testing/test-server.ts';
import { memoryStorage } from '../../testing.ts';
import { until } from '../../testing/test-tills.ts';
import { Wire } from '../../wire/wire.ts';
import { Ledger } from './ledger.ts';
import { markId, type Mark } from './marks.ts';
import { RecordStore } from '../record-store.ts';
import type { Written } from '../stored-collection.ts';
import { Traffic } from '../traffic.ts';

let databases = 0;

const openStore = () =>
  RecordStore.open({ name: `marks${++databases}`, storage: memoryStorage(), multiInstance: false });

/** A till that sent one cart, and heard that the server has it. */
async function aSentCart() {
  const server = new TestServer();
  const store = await openStore();
  const cart = aCart({ tillId: 'till-000a' });
  await store.of('carts').insert(cart);
  const ledger = await Ledger.open(store);
  const wire = new Wire('http://server', server.fetch as typeof fetch, () => 'token-of-till-000a');
  const tillId = () => 'till-000a';
  const traffic = new Traffic({
    store,
    ledger,
    wire,
    shop: server.shop,
    tillId,
    isSignedIn: () => true,
    signs: () => false,
    now: () => 0,
    random: () => 0,
    fence: async () => undefined,
  });
  traffic.retryNow();
  await until(() => ledger.place('carts') !== undefined && !ledger.isUnsent('carts', cart.id), 'sent');
  return {
    ...{ server, store, ledger, cart, traffic },
    async [Symbol.asyncDispose]() {
      await traffic[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

test('[T28] a cart whose acknowledgement the disk lost is sent once more, and then it is quiet', async () => {
  await using world = await aSentCart();
  const { server, store, ledger, cart } = world;
  const read = store.of('carts').rx.storageInstance;
  let reads = 0;
  const find = read.findDocumentsById.bind(read);
  read.findDocumentsById = (ids, deleted) => (reads++, find(ids, deleted));

  await removeMark(store, markId.acknowledged(cart.id));
  await ledger.reread();
  expect(ledger.isUnsent('carts', cart.id)).toBe(true);

  await until(() => !ledger.isUnsent('carts', cart.id), 'acknowledged again');
  const after = reads;
  await new Promise(resolve => setTimeout(resolve, 100));
  expect(server.records.pushed).toEqual([`carts/${cart.id}`, `carts/${cart.id}`]);
  expect(reads - after).toBeLessThan(10);
});

test('[T28] what another till did to that cart meanwhile is on it, and what was done here too', async () => {
  await using world = await aSentCart();
  const { server, store, ledger, cart, traffic } = world;
  server.records.put('carts', editCart(cart, { do: 'note', note: 'from there' }, 'till-000b', 5));

  await removeMark(store, markId.acknowledged(cart.id));
  await store
    .of('carts')
    .change(cart.id, own => own && editCart(own, { do: 'name', name: 'from here' }, 'till-000a', 6));
  await ledger.reread();
  traffic.retryNow();

  await until(() => !ledger.isUnsent('carts', cart.id), 'acknowledged again');
  const both = { name: { value: 'from here' }, note: { value: 'from there' } };
  expect(server.records.stored<object>('carts')).toMatchObject([both]);
  await until(() => ledger.document('carts', cart.id)?.note.value === 'from there', 'merged here');
});

test('[T34] a note that the storage lost is forgotten, and what is noted anew is believed', async () => {
  await using store = await openStore();
  const ledger = await Ledger.open(store);
  for (let seq = 1; seq < 5; seq++) await ledger.note(markId.place('sales'), at(seq));

  await removeMark(store, markId.place('sales'));
  await ledger.reread();
  expect(ledger.place('sales')).toBeUndefined();
  await ledger.note(markId.place('sales'), at(2));

  expect(ledger.place('sales')).toEqual({ epoch: 'e1', seq: 2 });
});

/** What may happen to one note: written here, written by another tab, heard of, or read with all others. */
type Act = 'note' | 'other-tab' | 'hear' | 'begin-reading' | 'end-reading';
const acts = fc.array(
  fc.constantFrom<Act>('note', 'other-tab', 'other-tab', 'hear', 'begin-reading', 'end-reading'),
  { minLength: 1, maxLength: 14 },
);

test('[T34] no older note stands over a newer, in whatever order readings and words of other tabs come', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async order => {
      await using world = await marksOfTwoTabs();
      let newest = 0;
      for (const act of order) {
        if (act === 'note') await world.ledger.note(markId.place('sales'), at(++newest));
        else if (act === 'other-tab') await world.writeElsewhere(at(++newest));
        else if (act === 'hear') world.hear();
        else if (act === 'begin-reading') await world.beginReading();
        else await world.endReading();
        // What this tab knew must never go back.
        const seq = world.ledger.place('sales')?.seq ?? 0;
        expect(seq).toBeGreaterThanOrEqual(world.seen());
        world.see(seq);
      }
      await world.beginReading();
      await world.endReadings();
      expect(world.ledger.place('sales')?.seq ?? 0).toBe(newest);
    }),
    { numRuns: 60 },
  );
});

/** One storage, a ledger that hears late of what another tab writes, and reads slowly. */
async function marksOfTwoTabs() {
  const store = await openStore();
  const heard = new Subject<readonly Written<Mark>[]>();
  Object.defineProperty(store.marks, 'written$', { value: heard });
  const readings: (() => void)[] = [];
  const all = store.marks.all.bind(store.marks);
  const ledger = await Ledger.open(store);
  store.marks.all = async () => {
    const read = await all();
    await new Promise<void>(resolve => readings.push(resolve));
    return read;
  };
  const told: Mark[] = [];
  const rereads: Promise<void>[] = [];
  let seen = 0;
  const endReading = async (): Promise<void> => {
    readings.shift()?.();
    await rereads.shift();
  };
  return {
    ledger,
    seen: () => seen,
    see: (seq: number) => (seen = seq),
    writeElsewhere: async (body: object) =>
      void told.push(await store.marks.set(markId.place('sales'), body)),
    /** The event that came last overtakes the others. */
    hear: () => {
      const document = told.pop();
      if (document) heard.next([{ id: document.id, document }]);
    },
    beginReading: async () => {
      const began = readings.length;
      rereads.push(ledger.reread());
      while (readings.length === began) await new Promise(resolve => setTimeout(resolve));
    },
    endReading,
    endReadings: async () => {
      while (rereads.length > 0) await endReading();
    },
    async [Symbol.asyncDispose]() {
      for (const each of readings.splice(0)) each();
      await Promise.all(rereads);
      ledger[Symbol.dispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

function at(seq: number): { at: string } {
  return { at: formatCheckpoint({ epoch: 'e1', seq }) };
}

/** Removes it as a disk that loses it does. */
async function removeMark(store: RecordStore, id: string): Promise<void> {
  const instance = (
    store.database.collections['marks']!.storageInstance as unknown as {
      originalStorageInstance: {
        findDocumentsById(ids: string[], deleted: boolean): Promise<{ _rev: string }[]>;
        bulkWrite(rows: object[], context: string): Promise<{ error: object[] }>;
      };
    }
  ).originalStorageInstance;
  const [previous] = await instance.findDocumentsById([id], false);
  const document = { ...previous, _deleted: true, _rev: `${Number(previous?._rev.split('-')[0]) + 1}-lost` };
  const { error } = await instance.bulkWrite([{ previous, document }], 'test');
  if (error.length > 0) throw new Error('it could not be lost');
}
