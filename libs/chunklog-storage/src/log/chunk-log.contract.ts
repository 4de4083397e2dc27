import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Chunk } from './chunk.ts';
import type { ChunkLog, CollectionWrite } from './chunk-log.ts';
import { encodeDocuments } from './encode.ts';
import { item } from '../testing-documents.ts';

/** A disk, and logs opened on it as if each were another tab. */
export type LogMachine = {
  open(): ChunkLog;
  /** Changes a stored record behind the log's back. */
  damage(at: number, change: (chunk: Chunk) => unknown): Promise<void>;
  /** Makes the manifest unreadable. */
  damageManifest(): Promise<void>;
};

const sales = 'sales|0';
const products = 'products|0';

function chunk(collection: string, seq: number, ...ids: string[]): Chunk {
  const write = { collection, seq, context: 'a test', garbage: 3 };
  const [made] = encodeDocuments(
    write,
    ids.map(id => item(id)),
  );
  if (!made) throw new Error('no ids');
  return made;
}

/** Every ChunkLog must pass this suite. Rule ids refer to SPEC.md. */
export function describeChunkLog(name: string, createMachine: () => LogMachine): void {
  describe(`${name} is a ChunkLog`, () => {
    let machine: LogMachine;
    let log: ChunkLog;
    const open: ChunkLog[] = [];
    const openLog = () => {
      const opened = machine.open();
      open.push(opened);
      return opened;
    };
    const append = async (...writes: CollectionWrite[]) =>
      log.append({ logId: (await log.manifest()).logId, durability: 'strict', writes });
    const first = (collection: string, ...ids: string[]): CollectionWrite => ({
      collection,
      born: 0,
      after: 0,
      chunks: [chunk(collection, 1, ...ids)],
    });
    const then = async (collection: string, ...ids: string[]): Promise<CollectionWrite> => {
      const { born, last } = (await log.manifest()).collections[collection] ?? { born: 0, last: 0 };
      return { collection, born, after: last, chunks: [chunk(collection, last + 1, ...ids)] };
    };
    const readAll = async (collection: string, from: ChunkLog = log) => {
      const entry = (await from.manifest()).collections[collection];
      if (!entry) return [];
      const { generation, last } = entry;
      const range = { collection, generation, after: { seq: 0, part: -1 }, upTo: last, limit: 100 };
      return (await from.read(range)).readings;
    };

    beforeEach(() => {
      machine = createMachine();
      log = openLog();
    });

    afterEach(async () => {
      for (const each of open.splice(0)) await each.close(false);
    });

    test('[L1] a new log is empty and has an id that stays', async () => {
      const { logId, collections } = await log.manifest();

      expect(collections).toEqual({});
      expect((await openLog().manifest()).logId).toBe(logId);
    });

    test('[L2] behind the last there is nothing', async () => {
      await append(first(sales, 'a'));
      const { generation = 0, last = 0 } = (await log.manifest()).collections[sales] ?? {};
      const range = { collection: sales, generation, upTo: last, limit: 9 };

      for (const seq of [last, last + 1]) {
        const page = await log.read({ ...range, after: { seq, part: Infinity } });
        expect(page).toEqual({ readings: [], next: undefined });
      }
    });

    test('[L2] what was appended is read in its order, by others too', async () => {
      await append(first(sales, 'a'));
      await append(await then(sales, 'b'));

      const readings = await readAll(sales, openLog());

      expect(readings.map(each => each.kind === 'whole' && each.chunk.body)).toEqual([
        chunk(sales, 1, 'a').body,
        chunk(sales, 2, 'b').body,
      ]);
    });

    test('[L2] a page ends at its limit and says where to go on', async () => {
      for (const id of ['a', 'b', 'c']) await append(await then(sales, id));
      const generation = (await log.manifest()).collections[sales]?.generation ?? 0;
      const range = { collection: sales, generation, after: { seq: 0, part: -1 }, upTo: 3, limit: 2 };

      const { readings, next } = await log.read(range);

      expect(readings).toHaveLength(2);
      expect(next).toEqual({ seq: 2, part: 0 });
      const rest = await log.read({ ...range, after: next ?? range.after });
      expect(rest).toMatchObject({ readings: [{ chunk: { seq: 3 } }], next: undefined });
      expect((await log.read({ ...range, upTo: 1 })).readings).toHaveLength(1);
    });

    test('[L3] a group is stored whole: one writer behind, nothing of the others', async () => {
      await append(first(sales, 'a'));

      const result = await append(first(products, 'p'), first(sales, 'again'));

      expect(result.kind).toBe('behind');
      expect(await readAll(products)).toEqual([]);
      expect(await readAll(sales)).toHaveLength(1);
    });

    test('[L3] of two writers who know the same, one is behind', async () => {
      const other = openLog();
      const { logId } = await log.manifest();
      const group = (id: string) => ({ logId, durability: 'relaxed' as const, writes: [first(sales, id)] });

      const results = await Promise.all([log.append(group('a')), other.append(group('b'))]);

      expect(results.map(({ kind }) => kind).toSorted()).toEqual(['appended', 'behind']);
      expect(await readAll(sales)).toHaveLength(1);
    });

    test('[L3] a writer of another log is refused', async () => {
      const group = { logId: 'another', durability: 'strict' as const, writes: [first(sales, 'a')] };

      await expect(log.append(group)).rejects.toMatchObject({ code: 'gone' });
    });

    test('[L4] the manifest counts what is valid and what is garbage', async () => {
      await append(first(sales, 'a', 'b'));
      const { manifest } = await append(await then(sales, 'c'));

      const size = chunk(sales, 1, 'a', 'b').body.length + chunk(sales, 2, 'c').body.length;
      expect(manifest.collections[sales]).toMatchObject({ last: 2, chunks: 2, size, garbage: 6 });
    });

    test('[L5] a damaged record is told, in its place; the others are whole', async () => {
      for (const id of ['a', 'b', 'c']) await append(await then(sales, id));

      await machine.damage(1, each => ({ ...each, body: each.body.replace('title', 'tilte') }));

      const readings = await readAll(sales, openLog());
      expect(readings.map(({ kind }) => kind)).toEqual(['whole', 'damaged', 'whole']);
      expect(readings[1]).toMatchObject({ place: { seq: 2, part: 0 }, reason: 'checksum' });
    });

    test.each([
      ['cut off', (each: Chunk) => ({ ...each, body: each.body.slice(0, -9) })],
      ['emptied', () => null],
      ['of an unknown format', (each: Chunk) => ({ ...each, format: 99 })],
      ['without a body', ({ body: _, ...each }: Chunk) => each],
      ['of another collection', (each: Chunk) => ({ ...each, collection: products })],
    ])('[L5] a record %s is damaged', async (_what, change) => {
      await append(first(sales, 'a'));

      await machine.damage(0, change);

      expect(await readAll(sales, openLog())).toMatchObject([{ kind: 'damaged' }]);
    });

    test('[L6] a damaged manifest is made again from the chunks', async () => {
      await append(first(sales, 'a'), first(products, 'p'));
      const begun = await log.begin(sales);
      await log.stage(begun ?? 0, [chunk(sales, 0, 'a')]);

      await machine.damageManifest();

      const other = openLog();
      expect(await readAll(sales, other)).toMatchObject([{ chunk: { seq: 1 } }]);
      expect(await readAll(products, other)).toHaveLength(1);
    });

    test('[L7] a rewrite is not seen before its switch, and whole after it', async () => {
      for (const id of ['a', 'b']) await append(await then(sales, id));
      const from = (await log.manifest()).collections[sales]?.generation ?? 0;
      const to = (await log.begin(sales)) ?? 0;
      const base = chunk(sales, 0, 'ab');
      await log.stage(to, [base]);
      const before = await readAll(sales);
      await append(await then(sales, 'c'));

      const plan = { collection: sales, from, to, horizon: 2, chunks: 1, size: base.body.length };
      const manifest = await log.complete(plan);

      expect(before).toHaveLength(2);
      expect(manifest?.collections[sales]).toMatchObject({
        generation: to,
        horizon: 2,
        last: 3,
        chunks: 2,
        garbage: 3,
        building: 0,
      });
      expect(await readAll(sales)).toMatchObject([{ chunk: { seq: 0 } }, { chunk: { seq: 3 } }]);
      expect(
        await log.read({ ...plan, generation: from, after: { seq: 0, part: -1 }, upTo: 9, limit: 9 }),
      ).toEqual({ readings: [], next: undefined });
    });

    test('[L7] a switch is refused when another rewrite began, or chunks are missing', async () => {
      await append(first(sales, 'a'));
      const from = (await log.manifest()).collections[sales]?.generation ?? 0;
      const abandoned = (await log.begin(sales)) ?? 0;
      await log.stage(abandoned, [chunk(sales, 0, 'a')]);
      const to = (await log.begin(sales)) ?? 0;
      const plan = { collection: sales, from, horizon: 1, chunks: 1, size: 9 };

      expect(await log.complete({ ...plan, to: abandoned })).toBeUndefined();
      expect(await log.complete({ ...plan, to })).toBeUndefined();
      expect(await readAll(sales)).toMatchObject([{ chunk: { seq: 1 } }]);
    });

    test('[L8] dropping takes a collection and leaves the others; a new one of its name is another', async () => {
      await append(first(sales, 'a'), first(products, 'p'));
      const born = (await log.manifest()).collections[sales]?.born;

      await log.drop([sales]);

      expect(await readAll(sales)).toEqual([]);
      expect(await readAll(products)).toHaveLength(1);
      await append(first(sales, 'b'));
      expect((await log.manifest()).collections[sales]?.born).not.toBe(born);
      expect(await readAll(sales)).toHaveLength(1);
    });

    test('[L9] a closed log refuses', async () => {
      await log.close(false);

      await expect(log.manifest()).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
