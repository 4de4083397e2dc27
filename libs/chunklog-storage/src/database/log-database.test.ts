import { createRxDatabase, removeRxDatabase } from 'rxdb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChangeChannel, OpenChannel } from '../log/change-channel.ts';
import type { Damage } from './damage.ts';
import { MemoryChunkLog } from '../log/memory-chunk-log.ts';
import { MemoryDisk } from '../log/memory-disk.ts';
import type { IfFree } from '../log/locks.ts';
import { openManifest } from '../log/manifest.ts';
import { gather } from '../rx/rx-storage.contract.ts';
import { getRxStorageChunklog, type ChunklogSettings } from '../rx/storage.ts';
import {
  everything,
  item,
  next,
  openItems,
  type ItemDocument,
  type ItemInstance,
} from '../testing-documents.ts';

/** Tabs that hear each other only when told to. */
class ChangeChannels {
  readonly #heard: ((collections: readonly string[]) => void)[] = [];
  isOn = true;

  readonly open: OpenChannel = (_database, onRing): ChangeChannel => {
    this.#heard.push(onRing);
    return {
      ring: collections => {
        if (this.isOn) for (const each of this.#heard) if (each !== onRing) each(collections);
      },
      close: () => void this.#heard.splice(this.#heard.indexOf(onRing), 1),
    };
  };
}

describe('a database on a log', () => {
  let disk: MemoryDisk;
  let channels: ChangeChannels;
  let damages: Damage[];
  let looks: (() => void)[];
  const opened: ItemInstance[] = [];

  const storage = (settings: ChunklogSettings = {}) =>
    getRxStorageChunklog({
      kindOf: name => (name === 'sales' ? 'precious' : 'cache'),
      onDamage: damage => damages.push(damage),
      openLog: () => new MemoryChunkLog(disk, () => 'log'),
      openChannel: channels.open,
      every: (_ms, act) => {
        looks.push(act);
        return () => void looks.splice(looks.indexOf(act), 1);
      },
      ...settings,
    });
  const open = async (on: ReturnType<typeof storage>, collection = 'sales') => {
    const instance = await openItems(on, { collection, multiInstance: true });
    opened.push(instance);
    return instance;
  };
  const entryOf = (collection: string) => openManifest(disk.state.manifest)?.collections[`${collection}|0`];
  const insert = (instance: ItemInstance, ...documents: ItemDocument[]) =>
    instance.bulkWrite(
      documents.map(document => ({ document })),
      'a test',
    );

  beforeEach(() => {
    disk = new MemoryDisk();
    channels = new ChangeChannels();
    damages = [];
    looks = [];
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close().catch(() => undefined);
  });

  describe('writing', () => {
    test('[W1] everything written in one task is one transaction, over all collections', async () => {
      const tab = storage();
      const [sales, products] = [await open(tab), await open(tab, 'products')];
      await Promise.all([everything(sales), everything(products)]);
      const before = disk.transactions;

      await Promise.all([
        insert(sales, item('a')),
        insert(products, item('b')),
        Promise.resolve().then(() => insert(sales, item('c'))),
      ]);

      expect(disk.transactions - before).toBe(1);
    });

    test('[W6] a call with documents that are no JSON is refused alone', async () => {
      const sales = await open(storage());
      const changed = next(item('a'), { size: 2 });
      const wrong = item('b', { size: 1n as unknown as number });

      const [first, refused, second] = await Promise.allSettled([
        insert(sales, item('a')),
        insert(sales, item('c'), wrong),
        sales.bulkWrite([{ previous: item('a'), document: changed }], 'a test'),
      ]);

      expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(TypeError) as unknown });
      for (const each of [first, second]) expect(each).toEqual({ status: 'fulfilled', value: { error: [] } });
      await sales.close();
      expect(await everything(await open(storage()))).toEqual([changed]);
    });

    test('[W2] what is not on disk is neither acknowledged, read nor told', async () => {
      const sales = await open(storage());
      await insert(sales, item('a'));
      const bulks = gather(sales);
      let isAcknowledged = false;
      disk.crashAt(0);

      void insert(sales, item('b')).then(() => (isAcknowledged = true));
      await disk.death;
      await new Promise(resolve => setTimeout(resolve, 20));

      // Its process is dead, so it would wait for ever.
      opened.length = 0;
      expect(isAcknowledged).toBe(false);
      expect(bulks).toEqual([]);
      expect(await everything(sales)).toEqual([item('a')]);
    });

    test('[W3] a full disk is told to the writer, and nothing has changed', async () => {
      const sales = await open(storage());
      await insert(sales, item('a'));
      const bulks = gather(sales);
      disk.quota = disk.size;

      await expect(insert(sales, item('b'))).rejects.toMatchObject({ name: 'ChunklogError', code: 'quota' });

      expect(await everything(sales)).toEqual([item('a')]);
      expect(bulks).toEqual([]);
      disk.quota = Infinity;
      expect((await insert(sales, item('b'))).error).toEqual([]);
    });

    test('[W3] a write too big for the disk does not take the others of its task with it', async () => {
      const tab = storage();
      const [sales, products] = [await open(tab), await open(tab, 'products')];
      disk.quota = 1000;
      const many = Array.from({ length: 20 }, (_, n) => item(`p${n}`));

      const [big, small] = await Promise.allSettled([insert(products, ...many), insert(sales, item('a'))]);

      expect(big).toMatchObject({ status: 'rejected', reason: { code: 'quota' } });
      expect(small).toMatchObject({ status: 'fulfilled' });
      expect(await everything(sales)).toEqual([item('a')]);
    });

    test.each([
      ['lost', () => disk.lose(-1)],
      ['torn', () => disk.damage(-1, chunk => ({ ...chunk, body: chunk.body.slice(0, -2) }))],
    ])(
      '[W5] a precious write that the disk %s while it said "stored" is told to the writer',
      async (_how, harm) => {
        let isHarming = false;
        const log = new MemoryChunkLog(disk, () => 'log');
        const append = log.append.bind(log);
        log.append = async group => {
          const result = await append(group);
          if (isHarming) harm();
          return result;
        };
        const sales = await open(storage({ openLog: () => log }));
        await insert(sales, item('a'));
        const bulks = gather(sales);
        isHarming = true;

        await expect(insert(sales, item('b'))).rejects.toMatchObject({ code: 'failed' });

        expect(await everything(sales)).toEqual([item('a')]);
        expect(bulks).toEqual([]);
        isHarming = false;
        expect((await insert(sales, item('b'))).error).toEqual([]);
        expect(await everything(await open(storage()))).toEqual([item('a'), item('b')]);
      },
    );

    test('[W4] a precious write outlives a power cut, and takes what was before it along', async () => {
      const tab = storage();
      const [sales, products] = [await open(tab), await open(tab, 'products')];
      await insert(products, item('b'));
      await insert(sales, item('a'));
      await insert(products, item('c'));

      disk.cutPower(0);
      // No earlier tab hears anything.
      channels.isOn = false;

      const later = storage();
      expect(await everything(await open(later))).toEqual([item('a')]);
      expect(await everything(await open(later, 'products'))).toEqual([item('b')]);
    });
  });

  describe('several tabs', () => {
    test('[T1] a write that did not know of another tab meets a conflict, not a lost update', async () => {
      const [mine, other] = [await open(storage()), await open(storage())];
      await insert(mine, item('a'));
      await everything(other);
      channels.isOn = false;
      await mine.bulkWrite([{ previous: item('a'), document: next(item('a'), { size: 2 }) }], 'a test');

      const { error } = await other.bulkWrite(
        [{ previous: item('a'), document: next(item('a'), { size: 3 }) }],
        'a test',
      );

      expect(error).toMatchObject([{ status: 409, documentInDb: { size: 2 } }]);
      expect(await everything(other)).toMatchObject([{ size: 2 }]);
    });

    test('[T2] each event reaches every tab once, however the news came', async () => {
      const [mine, other] = [await open(storage()), await open(storage())];
      const bulks = gather(other);
      await insert(mine, item('a'));
      channels.isOn = false;
      await insert(mine, item('b'));
      await insert(other, item('c'));
      channels.isOn = true;
      await insert(mine, item('d'));

      await expect
        .poll(() => bulks.flatMap(({ events }) => events).map(({ documentId }) => documentId))
        .toEqual(['a', 'b', 'c', 'd']);
    });

    test('[T5] what was written by a tab that died before it rang is told when anybody opens the collection', async () => {
      const [mine, dying] = [await open(storage()), await open(storage())];
      await insert(mine, item('a'));
      const bulks = gather(mine);
      channels.isOn = false;
      await insert(dying, item('b'));
      channels.isOn = true;
      expect(await everything(mine)).toEqual([item('a')]);

      await everything(await open(storage()));

      await expect.poll(() => everything(mine)).toEqual([item('a'), item('b')]);
      expect(bulks.flatMap(({ events }) => events).map(({ documentId }) => documentId)).toEqual(['b']);
    });

    test('[T5] and is found by a look of one’s own, as the first write of all is', async () => {
      const [mine, dying] = [await open(storage()), await open(storage())];
      expect(await everything(mine)).toEqual([]);
      channels.isOn = false;
      await insert(dying, item('a'));
      for (const look of looks) look();
      await expect.poll(() => everything(mine)).toEqual([item('a')]);
      await insert(dying, item('b'));
      for (const look of looks) look();
      await expect.poll(() => everything(mine)).toEqual([item('a'), item('b')]);

      await mine.close();
      await dying.close();
      expect(looks).toEqual([]);
    });

    test('[T3] a tab that slept through a compaction takes everything anew', async () => {
      const [mine, sleeper] = [await open(storage({ leastGarbage: 0 })), await open(storage())];
      const purged = item('gone', { _deleted: true });
      await insert(mine, item('a'), item('b'), purged);
      await everything(sleeper);
      const bulks = gather(sleeper);
      channels.isOn = false;
      let a = item('a');
      for (let size = 2; size < 9; size++) {
        const document = next(a, { size });
        await mine.bulkWrite([{ previous: a, document }], 'a test');
        a = document;
      }
      await mine.cleanup(0);
      await insert(mine, item('c'));
      await expect.poll(() => entryOf('sales')?.horizon).toBeGreaterThan(2);

      await insert(sleeper, item('d'));

      expect(await everything(sleeper)).toEqual([a, item('b'), item('c'), item('d')]);
      const told = bulks
        .flatMap(({ events }) => events)
        .map(({ operation, documentId }) => [operation, documentId]);
      expect(told).toEqual(
        expect.arrayContaining([
          ['UPDATE', 'a'],
          ['INSERT', 'c'],
          ['INSERT', 'd'],
        ]),
      );
    });

    test('[T4] a removed collection is refused in other tabs', async () => {
      const [mine, other] = [await open(storage()), await open(storage())];
      await insert(mine, item('a'));
      await everything(other);

      await mine.remove();

      await expect(insert(other, item('b'))).rejects.toMatchObject({ code: 'removed' });
    });
  });

  describe('damage', () => {
    const cut = () => disk.damage(1, each => ({ ...each, body: each.body.slice(0, -3) }));

    test('[D1] of a precious collection the whole records are kept, and the damage is told', async () => {
      const sales = await open(storage());
      for (const id of ['a', 'b', 'c']) await insert(sales, item(id));
      await sales.close();
      cut();

      const later = await open(storage());

      expect(await everything(later)).toEqual([item('a'), item('c')]);
      expect(damages).toEqual([
        {
          kind: 'precious',
          database: 'shop',
          collection: 'sales|0',
          damaged: [{ seq: 2, part: 0, reason: 'checksum' }],
          missing: 0,
          outcome: 'whole-records-kept',
        },
      ]);
      expect((await insert(later, item('d'))).error).toEqual([]);
    });

    const fault = new Error('a fault of who is told');
    const atOnce = () => {
      throw fault;
    };
    const later = () => Promise.reject(fault);
    test.each([
      ['at once', atOnce],
      ['later', later],
    ])(
      '[D4] what is thrown %s by who is told of damage is printed, and stops nothing',
      async (_, onDamage) => {
        const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
        const sales = await open(storage());
        for (const id of ['a', 'b', 'c']) await insert(sales, item(id));
        await sales.close();
        cut();

        const reopened = await open(storage({ onDamage }));

        expect(await everything(reopened)).toEqual([item('a'), item('c')]);
        expect(await insert(reopened, item('d'))).toMatchObject({ error: [] });
        expect(printed.mock.calls).toEqual([[expect.any(String), fault]]);
        printed.mockRestore();
      },
    );

    test('[D2] a damaged cache is dropped with all replication checkpoints, and refused until opened again', async () => {
      const tab = storage();
      const names = ['products', 'rx-replication-meta-1', 'sales'];
      for (const name of names) {
        const instance = await open(tab, name);
        for (const id of ['a', 'b']) await insert(instance, item(id));
        await instance.close();
      }
      cut();

      const later = storage();
      const products = await open(later, 'products');
      await expect(everything(products)).rejects.toMatchObject({ code: 'dropped' });
      await expect(insert(products, item('c'))).rejects.toMatchObject({ code: 'dropped' });
      await products.close();

      expect(damages).toMatchObject([{ kind: 'cache', collection: 'products|0', outcome: 'dropped' }]);
      expect(await everything(await open(storage(), 'products'))).toEqual([]);
      expect(await everything(await open(storage(), 'rx-replication-meta-1'))).toEqual([]);
      expect(await everything(await open(storage(), 'sales'))).toHaveLength(2);
    });

    test('[D3] a record that is not there at all is told', async () => {
      const sales = await open(storage());
      for (const id of ['a', 'b', 'c']) await insert(sales, item(id));
      await sales.close();
      disk.lose(1);

      expect(await everything(await open(storage()))).toEqual([item('a'), item('c')]);
      expect(damages).toMatchObject([{ collection: 'sales|0', damaged: [], missing: 1 }]);
    });
  });

  describe('compaction', () => {
    async function churn(instance: ItemInstance, times: number): Promise<ItemDocument> {
      let a = item('a');
      await insert(instance, a, item('b'));
      for (let size = 0; size < times; size++) {
        const document = next(a, { size });
        await instance.bulkWrite([{ previous: a, document }], 'a test');
        a = document;
      }
      return a;
    }

    test('[C1] garbage is bounded: twice what is living, and the least', async () => {
      const leastGarbage = 2000;
      const sales = await open(storage({ leastGarbage }));
      const living = JSON.stringify([item('a'), item('b')]).length + 20;

      const a = await churn(sales, 200);
      await sales.close();

      expect(disk.size).toBeLessThanOrEqual(2 * living + leastGarbage + 200);
      expect(await everything(await open(storage()))).toEqual([a, item('b')]);
      expect(damages).toEqual([]);
    });

    test('[C5] a scrub leaves nothing in the log of what was changed or deleted, and all of what is living', async () => {
      const sales = await open(storage());
      await insert(sales, item('a', { title: 'secret of Anna' }), item('b'));
      const [before] = await sales.findDocumentsById(['a'], false);
      await sales.bulkWrite([{ previous: before!, document: { ...before!, title: 'erased' } }], 'test');
      const words = () => disk.state.records.filter(each => JSON.stringify(each).includes('secret')).length;
      expect(words()).toBe(1);

      await sales.scrub();

      expect(words()).toBe(0);
      expect((await everything(sales)).map(each => each.title)).toEqual(['erased', item('b').title]);
      await sales.close();
      expect((await everything(await open(storage()))).map(each => each.title)).toEqual([
        'erased',
        item('b').title,
      ]);
      expect(damages).toEqual([]);
    });

    test('[C5] a scrub in a tab that is behind reads what the other wrote, and loses none of it', async () => {
      const [here, there] = [await open(storage()), await open(storage())];
      await insert(here, item('a', { title: 'secret of Anna' }));
      await everything(there);
      const [before] = await here.findDocumentsById(['a'], false);
      await here.bulkWrite([{ previous: before!, document: { ...before!, title: 'erased' } }], 'test');
      await insert(here, item('c'));

      await there.scrub();
      await there.scrub();

      expect(disk.state.records.some(each => JSON.stringify(each).includes('secret'))).toBe(false);
      expect((await everything(there)).map(each => each.title)).toEqual(['erased', item('c').title]);
    });

    test('[C6] collections that nobody has open are dropped by name, of every version, and no others', async () => {
      const machine = storage();
      const fill = async (collection: string, version = 0) => {
        const instance = await openItems(machine, { collection, version });
        await insert(instance, item('a', { title: `of ${collection} ${version}` }));
        return instance;
      };
      const kept = await fill('meta-c');
      for (const each of [await fill('meta-a'), await fill('meta-a', 2), await fill('sales')])
        await each.close();
      const held = await fill('meta-b');
      const left = () =>
        disk.state.records.flatMap(each => /of [-a-z]+ \d/.exec(JSON.stringify(each)) ?? []).sort();

      await kept.dropOthers(name => name.startsWith('meta-') && name !== 'meta-c');

      expect(left()).toEqual(['of meta-b 0', 'of meta-c 0', 'of sales 0']);
      expect(await everything(held)).toHaveLength(1);
      expect(await everything(await openItems(machine, { collection: 'meta-a' }))).toEqual([]);
      expect(damages).toEqual([]);
    });

    test('[C2] it never holds the thread longer than a slice', async () => {
      let [time, longest, sliceBegan] = [0, 0, 0];
      const breathe = async () => {
        longest = Math.max(longest, time - sliceBegan);
        sliceBegan = time;
      };
      // Each check of the clock costs 2 ms here: as much as a chunk.
      const sales = await open(storage({ leastGarbage: 0, now: () => (time += 2), breathe }));
      const many = Array.from({ length: 5000 }, (_, n) => item(`i${n}`, { title: 'x'.repeat(60) }));
      await insert(sales, ...many);
      const all = await everything(sales);

      await sales.bulkWrite(
        all.map(previous => ({ previous, document: next(previous, { size: 2 }) })),
        'a test',
      );
      await sales.bulkWrite([{ document: item('last') }], 'a test');
      await sales.close();

      expect(disk.state.records.length).toBeLessThan(10);
      expect(longest).toBeLessThanOrEqual(16);
    });

    test('[C3] a damaged precious collection is not rewritten', async () => {
      const sales = await open(storage());
      for (const id of ['b', 'c']) await insert(sales, item(id));
      await sales.close();
      disk.damage(0, each => ({ ...each, body: '' }));
      const later = await open(storage({ leastGarbage: 0 }));
      const generation = entryOf('sales')?.generation;

      await churn(later, 20).catch(() => undefined);
      await later.close();

      expect(entryOf('sales')?.generation).toBe(generation);
    });

    test('[C4] a disk too full to compact does not stop writing, and that is told', async () => {
      const told: unknown[] = [];
      const onRewriteFailed = (...failure: unknown[]) => told.push(failure);
      const sales = await open(storage({ leastGarbage: 0, onRewriteFailed }));
      const [first, second, third] = [
        item('a'),
        next(item('a'), { size: 2 }),
        next(next(item('a'), { size: 2 }), { size: 3 }),
      ];
      await insert(sales, first);
      await sales.bulkWrite([{ previous: first, document: second }], 'a test');
      // It has two documents: a third fits, and a rewrite of the living ones then does not.
      disk.quota = disk.size * 1.75;

      const { error } = await sales.bulkWrite([{ previous: second, document: third }], 'a test');
      await sales.close();

      expect(error).toEqual([]);
      expect(told).toEqual([[sales.databaseName, 'sales|0', expect.objectContaining({ code: 'quota' })]]);
      expect(await everything(await open(storage({ onRewriteFailed })))).toEqual([third]);
    });

    test('[D4] what is thrown by who is told of a failed rewrite is printed, and the next is tried', async () => {
      const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
      const onRewriteFailed = () => {
        throw new Error('a fault of who is told');
      };
      let failures = 1;
      const ifFree: IfFree = async (_name, work) => {
        if (failures-- > 0) throw new Error('no lock');
        await work();
      };
      const sales = await open(storage({ leastGarbage: 0, onRewriteFailed, ifFree }));

      await churn(sales, 20);
      await sales.close();

      expect(printed).toHaveBeenCalledOnce();
      expect(entryOf('sales')?.generation).toBeGreaterThan(1);
      printed.mockRestore();
    });
  });

  test('[R1] RxDB opens, writes, queries, reloads and removes a database on it', async () => {
    const schema = {
      version: 0,
      primaryKey: 'id',
      type: 'object',
      properties: { id: { type: 'string', maxLength: 20 }, size: { type: 'number' } },
      required: ['id'],
    } as const;
    const openDatabase = async () => {
      const database = await createRxDatabase({ name: 'shop', storage: storage() });
      await database.addCollections({ sales: { schema } });
      return database;
    };
    const first = await openDatabase();
    await first['sales']?.bulkInsert([{ id: 'a', size: 1 }, { id: 'b' }]);
    const seen: unknown[] = [];
    first['sales']?.find().$.subscribe(found => seen.push(found.length));
    await first['sales']?.insert({ id: 'c' });
    await expect.poll(() => seen.at(-1)).toBe(3);
    await first.close();

    const second = await openDatabase();
    const found = await second['sales']?.find().exec();
    await second.close();
    await removeRxDatabase('shop', storage());

    expect(found?.map((each: { id: string }) => each.id)).toEqual(['a', 'b', 'c']);
    expect(disk.state.records).toEqual([]);
  });
});
