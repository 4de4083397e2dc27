import { getChangedDocumentsSince, type RxStorage } from 'rxdb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Events } from '../collection/document.ts';
import {
  ask,
  everything,
  item,
  itemSchema,
  next,
  openItems,
  type ItemInstance,
} from '../testing-documents.ts';

/** A machine with a disk. Each call opens a tab on it: a storage that shares only the disk with others. */
export type OpenTab = () => RxStorage<unknown, unknown>;

export type Abilities = {
  /** Whether the events of one tab reach another. */
  readonly tellsOtherTabs: boolean;
  /** Whether a schema with attachments is refused. */
  readonly refusesAttachments: boolean;
};

/** The rules that RxDB's own suite tests for every storage. Rule ids refer to SPEC.md. */
export function describeRxStorage(name: string, createMachine: () => OpenTab, abilities: Abilities): void {
  describe(`${name} is an RxStorage`, () => {
    let openTab: OpenTab;
    let storage: RxStorage<unknown, unknown>;
    let items: ItemInstance;
    const opened = new Set<ItemInstance>();
    // Each test has its own database: some storages keep their data for the life of the process.
    let database = '';
    const open: typeof openItems = async (storageOfTab, options = {}) => {
      const instance = await openItems(storageOfTab, { database, ...options });
      opened.add(instance);
      return instance;
    };
    const idsOf = async (query: Parameters<typeof ask>[0]) =>
      (await items.query(ask(query))).documents.map(({ id }) => id);

    beforeEach(async () => {
      database = `shop-${crypto.randomUUID()}`;
      openTab = createMachine();
      storage = openTab();
      items = await open(storage);
    });

    afterEach(async () => {
      for (const each of opened) await each.close().catch(() => undefined);
      opened.clear();
    });

    describe('bulkWrite', () => {
      test('[S1] stores what it is given and nothing more', async () => {
        const tea = item('tea');

        const { error } = await items.bulkWrite([{ document: tea }], 'a test');

        expect(error).toEqual([]);
        expect(await items.findDocumentsById(['tea'], false)).toEqual([tea]);
      });

      test('[S1] refuses an insert of what is there, and says what is there', async () => {
        const tea = item('tea');
        await items.bulkWrite([{ document: tea }], 'a test');
        const row = { document: item('tea', { title: 'another' }) };

        const { error } = await items.bulkWrite([row], 'a test');

        expect(error).toMatchObject([
          { isError: true, status: 409, documentId: 'tea', writeRow: row, documentInDb: tea },
        ]);
        expect(await everything(items)).toEqual([tea]);
      });

      test('[S1] refuses an update of an older revision', async () => {
        const [one, two] = [item('tea'), next(item('tea'), { size: 2 })];
        await items.bulkWrite([{ document: one }], 'a test');
        await items.bulkWrite([{ previous: one, document: two }], 'a test');

        const { error } = await items.bulkWrite(
          [{ previous: one, document: next(one, { size: 3 }) }],
          'a test',
        );

        expect(error).toMatchObject([{ status: 409, documentInDb: two }]);
        expect(await everything(items)).toEqual([two]);
      });

      test('[S1] stores the rows beside a refused one', async () => {
        await items.bulkWrite([{ document: item('tea') }], 'a test');

        const { error } = await items.bulkWrite(
          [{ document: item('ale') }, { document: item('tea') }, { document: item('rum') }],
          'a test',
        );

        expect(error.map(({ documentId }) => documentId)).toEqual(['tea']);
        expect(await idsOf({})).toEqual(['ale', 'rum', 'tea']);
      });

      test('[S1] stores an update whose previous is what is stored', async () => {
        const one = item('tea');
        await items.bulkWrite([{ document: one }], 'a test');

        const { error } = await items.bulkWrite(
          [{ previous: one, document: next(one, { size: 7 }) }],
          'a test',
        );

        expect(error).toEqual([]);
        expect(await idsOf({ selector: { size: { $eq: 7 } } })).toEqual(['tea']);
        expect(await idsOf({ selector: { size: { $eq: 1 } } })).toEqual([]);
      });

      test('[S2] of two inserts at once the first is stored and the second refused', async () => {
        const [first, second] = await Promise.all([
          items.bulkWrite([{ document: item('tea', { title: 'first' }) }], 'a test'),
          items.bulkWrite([{ document: item('tea', { title: 'second' }) }], 'a test'),
        ]);

        expect(first.error).toEqual([]);
        expect(second.error).toMatchObject([{ status: 409, documentInDb: { title: 'first' } }]);
      });

      test('[S2] updates at once are stored one after the other', async () => {
        const one = item('tea');
        const two = next(one, { size: 2 });
        const three = next(two, { size: 3 });

        const answers = await Promise.all([
          items.bulkWrite([{ document: one }], 'a test'),
          items.bulkWrite([{ previous: one, document: two }], 'a test'),
          items.bulkWrite([{ previous: two, document: three }], 'a test'),
        ]);

        expect(answers.map(({ error }) => error)).toEqual([[], [], []]);
        expect(await everything(items)).toEqual([three]);
      });

      test('[S3] a deleted document is found only by id and only when asked for', async () => {
        const tea = item('tea');
        const gone = next(tea, { _deleted: true });
        await items.bulkWrite([{ document: tea }], 'a test');
        await items.bulkWrite([{ previous: tea, document: gone }], 'a test');

        expect(await idsOf({})).toEqual([]);
        expect(await items.findDocumentsById(['tea'], false)).toEqual([]);
        expect(await items.findDocumentsById(['tea'], true)).toEqual([gone]);
      });

      test('[S3] a document can be inserted as deleted, and a deleted one brought back', async () => {
        const gone = item('tea', { _deleted: true });
        await items.bulkWrite([{ document: gone }], 'a test');
        const refused = await items.bulkWrite([{ document: item('tea') }], 'a test');
        const back = next(gone, { _deleted: false });

        const { error } = await items.bulkWrite([{ previous: gone, document: back }], 'a test');

        expect(refused.error).toMatchObject([{ status: 409, documentInDb: gone }]);
        expect(error).toEqual([]);
        expect(await idsOf({})).toEqual(['tea']);
      });

      test('[S13] does not change what it is given', async () => {
        const one = item('tea');
        const rows = [{ document: one }, { document: item('ale') }];
        const copy = structuredClone(rows);

        await items.bulkWrite(rows, 'a test');
        await items.bulkWrite(rows, 'a test');

        expect(rows).toEqual(copy);
      });

      test('[S1] stores a thousand at once', async () => {
        const rows = Array.from({ length: 1000 }, (_, n) => ({ document: item(`i${n}`, { size: n }) }));

        const { error } = await items.bulkWrite(rows, 'a test');

        expect(error).toEqual([]);
        expect((await items.count(ask({ selector: { size: { $gte: 250 } } }))).count).toBe(750);
      });

      test('[S1] keeps text of every script, long ids and nested values', async () => {
        const odd = item('i'.repeat(40), { title: 'Ñandú "茶" \u2028 \ud83c\udf75 \\', at: { x: '' } });

        await items.bulkWrite([{ document: odd }], 'a test');

        expect(await everything(items)).toEqual([odd]);
      });
    });

    describe('query', () => {
      beforeEach(async () => {
        const sizes = { ale: 5, tea: 3, rum: 3, gin: 9, mead: 1 };
        const rows = Object.entries(sizes).map(([id, size]) => ({
          document: item(id, { size, title: id.toUpperCase(), at: { x: size > 4 ? 'b' : 'a' } }),
        }));
        await items.bulkWrite(rows, 'a test');
      });

      test('[S4] finds by equality, range and membership', async () => {
        expect(await idsOf({ selector: { title: { $eq: 'TEA' } } })).toEqual(['tea']);
        expect(await idsOf({ selector: { size: { $gt: 3, $lt: 9 } } })).toEqual(['ale']);
        expect(await idsOf({ selector: { size: { $gte: 3, $lte: 5 } } })).toEqual(['ale', 'rum', 'tea']);
        expect(await idsOf({ selector: { id: { $in: ['gin', 'tea', 'none'] } } })).toEqual(['gin', 'tea']);
      });

      test('[S4] gives ranges of ids in their order, before and after queries of other kinds', async () => {
        const sizeOne = { selector: { size: { $eq: 1 } } };
        const ask = async () => ({
          all: await idsOf({}),
          some: await idsOf({ skip: 1, limit: 2 }),
          after: await idsOf({ selector: { id: { $gt: 'gin' } } }),
          from: await idsOf({ selector: { id: { $gte: 'gin', $lt: 'rum' } } }),
          to: await idsOf({ selector: { id: { $lte: 'gin' } } }),
          one: await idsOf({ selector: { id: { $eq: 'rum' } } }),
          none: await idsOf({ selector: { id: { $gt: 'gin', $lt: 'gin!' } } }),
          down: await idsOf({ sort: [{ id: 'desc' }], limit: 2 }),
        });
        const [rum] = await items.findDocumentsById(['rum'], false);
        if (rum)
          await items.bulkWrite([{ previous: rum, document: next(rum, { _deleted: true }) }], 'a test');
        await items.bulkWrite([{ document: item('beer') }, { document: item('port') }], 'a test');

        const before = await ask();
        expect(await idsOf(sizeOne)).toEqual(['beer', 'mead', 'port']);
        await items.bulkWrite([{ document: item('cider') }], 'a test');

        expect(before).toEqual({
          all: ['ale', 'beer', 'gin', 'mead', 'port', 'tea'],
          some: ['beer', 'gin'],
          after: ['mead', 'port', 'tea'],
          from: ['gin', 'mead', 'port'],
          to: ['ale', 'beer', 'gin'],
          one: [],
          none: [],
          down: ['tea', 'port'],
        });
        expect(await ask()).toEqual({
          ...before,
          all: ['ale', 'beer', 'cider', 'gin', 'mead', 'port', 'tea'],
          some: ['beer', 'cider'],
          to: ['ale', 'beer', 'cider', 'gin'],
        });
      });

      test('[S4] finds by nested fields, and by either of two conditions', async () => {
        expect(await idsOf({ selector: { 'at.x': { $eq: 'b' } } })).toEqual(['ale', 'gin']);
        expect(await idsOf({ selector: { $or: [{ size: { $eq: 1 } }, { title: { $eq: 'GIN' } }] } })).toEqual(
          ['gin', 'mead'],
        );
      });

      test('[S4] sorts up and down, equals by the primary key', async () => {
        const up = await idsOf({ sort: [{ size: 'asc' }, { id: 'asc' }] });
        const down = await idsOf({ sort: [{ size: 'desc' }, { id: 'desc' }] });

        expect(up).toEqual(['mead', 'rum', 'tea', 'ale', 'gin']);
        expect(down).toEqual(up.toReversed());
      });

      test('[S4] skips and limits after sorting', async () => {
        const sort = [{ size: 'asc' as const }, { id: 'asc' as const }];

        expect(await idsOf({ sort, skip: 1, limit: 2 })).toEqual(['rum', 'tea']);
        expect(await idsOf({ sort, skip: 4, limit: 2 })).toEqual(['gin']);
        expect(await idsOf({ sort, skip: 9 })).toEqual([]);
      });

      test('[S4] answers the same whichever index is hinted at', async () => {
        const selector = { size: { $gt: 2 }, 'at.x': { $eq: 'a' } };
        const hints = [
          ['_deleted', 'size', 'id'],
          ['_deleted', 'at.x', 'id'],
          ['_deleted', 'title', 'id'],
        ];

        for (const index of hints) expect(await idsOf({ selector, index })).toEqual(['rum', 'tea']);
      });

      test('[S4] finds what was just written', async () => {
        await items.bulkWrite([{ document: item('port', { size: 3 }) }], 'a test');

        expect(await idsOf({ selector: { size: { $eq: 3 } } })).toEqual(['port', 'rum', 'tea']);
      });

      test('[S5] counts what the query would find', async () => {
        for (const selector of [{}, { size: { $eq: 3 } }, { title: { $gt: 'M' } }, { size: { $gt: 99 } }]) {
          const { count } = await items.count(ask({ selector }));

          expect(count).toBe((await idsOf({ selector })).length);
        }
      });

      test('[S4] finds by id in any number, unknown ids left out', async () => {
        const found = await items.findDocumentsById(['gin', 'none', 'ale'], false);

        expect(found.map(({ id }) => id).sort()).toEqual(['ale', 'gin']);
        expect(await items.findDocumentsById([], true)).toEqual([]);
      });
    });

    describe('changes', () => {
      test('[S6] pages of changes give every document once, deleted ones too', async () => {
        const rows = Array.from({ length: 25 }, (_, n) => ({
          document: item(`i${n}`, { _deleted: n % 5 === 0 }, 1000 + Math.floor(n / 4)),
        }));
        await items.bulkWrite(rows, 'a test');
        const seen: string[] = [];

        for (let checkpoint: unknown; ;) {
          const page = await getChangedDocumentsSince(items, 7, checkpoint);
          seen.push(...page.documents.map(({ id }) => id));
          checkpoint = page.checkpoint;
          if (page.documents.length < 7) break;
        }

        expect(seen.toSorted()).toEqual(rows.map(({ document: { id } }) => id).toSorted());
      });

      test('[S6] after the checkpoint of an event come the changes after it', async () => {
        const bulks = gather(items);
        await items.bulkWrite([{ document: item('tea', {}, 1000) }], 'a test');
        const checkpoint = bulks.at(-1)?.checkpoint;
        await items.bulkWrite([{ document: item('ale', {}, 2000) }], 'a test');

        const { documents } = await getChangedDocumentsSince(items, 10, checkpoint);

        expect(documents.map(({ id }) => id)).toEqual(['ale']);
      });

      test('[S7] tells of inserts, updates and deletions, with context and what was before', async () => {
        const bulks = gather(items);
        const one = item('tea');
        const two = next(one, { size: 2 });
        const gone = next(two, { _deleted: true });

        await items.bulkWrite([{ document: one }], 'first');
        await items.bulkWrite([{ previous: one, document: two }], 'second');
        await items.bulkWrite([{ previous: two, document: gone }], 'third');

        expect(bulks.map(({ context }) => context)).toEqual(['first', 'second', 'third']);
        expect(bulks.flatMap(({ events }) => events)).toMatchObject([
          { operation: 'INSERT', documentId: 'tea', documentData: one },
          { operation: 'UPDATE', documentId: 'tea', documentData: two, previousDocumentData: one },
          { operation: 'DELETE', documentId: 'tea', previousDocumentData: two },
        ]);
        expect(new Set(bulks.map(({ id }) => id)).size).toBe(3);
      });

      test('[S7] tells one bulk per write, and nothing of refused rows', async () => {
        const bulks = gather(items);

        await items.bulkWrite([{ document: item('tea') }, { document: item('ale') }], 'a test');
        await items.bulkWrite([{ document: item('tea') }], 'a test');

        expect(bulks).toHaveLength(1);
        expect(bulks[0]?.events).toHaveLength(2);
      });

      test('[S7] what is told of can be read', async () => {
        const read = new Promise(resolve => {
          items.changeStream().subscribe(() => resolve(items.findDocumentsById(['tea'], false)));
        });

        await items.bulkWrite([{ document: item('tea') }], 'a test');

        expect(await read).toEqual([item('tea')]);
      });

      test('[S8] another instance of the collection reads and is told the same', async () => {
        const multiInstance = true;
        const mine = await open(storage, { collection: 'shared', multiInstance });
        const other = await open(storage, { collection: 'shared', multiInstance });
        const bulks = gather(other);

        await mine.bulkWrite([{ document: item('tea') }], 'a test');

        expect(await everything(other)).toEqual([item('tea')]);
        await expect.poll(() => bulks.length).toBe(1);
      });

      test('[S8] another tab reads the same, and is told where tabs can be told', async () => {
        const multiInstance = true;
        const mine = await open(storage, { collection: 'shared', multiInstance });
        const other = await open(openTab(), { collection: 'shared', multiInstance });
        const bulks = gather(other);

        await mine.bulkWrite([{ document: item('tea') }], 'a test');

        if (abilities.tellsOtherTabs) {
          await expect.poll(() => bulks.map(({ context }) => context)).toEqual(['a test']);
          expect(bulks[0]?.events).toMatchObject([{ operation: 'INSERT', documentId: 'tea' }]);
        }
        expect(await everything(other)).toEqual([item('tea')]);
      });
    });

    describe('cleanup', () => {
      test('[S9] forgets tombstones that are old enough, and nothing else', async () => {
        const longAgo = Date.now() - 60_000;
        await items.bulkWrite(
          [
            { document: item('old', { _deleted: true }, longAgo) },
            { document: item('new', { _deleted: true }, Date.now()) },
            { document: item('tea', {}, longAgo) },
          ],
          'a test',
        );

        for (let isDone = false; !isDone;) isDone = await items.cleanup(30_000);

        expect((await everything(items)).map(({ id }) => id)).toEqual(['new', 'tea']);
        expect((await items.bulkWrite([{ document: item('old') }], 'a test')).error).toEqual([]);
      });

      test('[S9] forgets any number of them', async () => {
        const rows = Array.from({ length: 2300 }, (_, n) => ({
          document: item(`i${n}`, { _deleted: true }),
        }));
        await items.bulkWrite(rows, 'a test');

        for (let isDone = false; !isDone;) isDone = await items.cleanup(0);

        expect(await everything(items)).toEqual([]);
      });
    });

    describe('close and remove', () => {
      test('[S10] what was written is there when it is opened again', async () => {
        await items.bulkWrite([{ document: item('tea') }], 'a test');
        await items.close();

        items = await open(openTab());

        expect(await everything(items)).toEqual([item('tea')]);
      });

      test('[S10] closing twice is closing once', async () => {
        await Promise.all([items.close(), items.close()]);

        await items.close();
      });

      test('[S10] other instances stay open', async () => {
        const other = await open(storage);
        await items.close();

        await other.bulkWrite([{ document: item('tea') }], 'a test');

        expect(await everything(other)).toEqual([item('tea')]);
      });

      test('[S10] removing removes the collection and no other', async () => {
        const other = await open(storage, { collection: 'others' });
        await items.bulkWrite([{ document: item('tea') }], 'a test');
        await other.bulkWrite([{ document: item('ale') }], 'a test');

        await items.remove();

        items = await open(storage);
        expect(await everything(items)).toEqual([]);
        expect(await everything(other)).toEqual([item('ale')]);
        await items.bulkWrite([{ document: item('rum') }], 'a test');
        expect(await everything(items)).toEqual([item('rum')]);
      });

      test('[S12] databases, collections and versions are apart', async () => {
        const others = [
          await open(storage, { database: `${database}-2` }),
          await open(storage, { collection: 'another' }),
          await open(storage, { version: 1 }),
        ];
        await items.bulkWrite([{ document: item('tea') }], 'a test');

        for (const each of others) expect(await everything(each)).toEqual([]);
      });

      test('[S10] many instances open and close at once', async () => {
        const many = await Promise.all(
          Array.from({ length: 12 }, (_, n) => open(storage, { collection: `c${n}` })),
        );

        await Promise.all(many.map(each => each.bulkWrite([{ document: item('tea') }], 'a test')));
        await Promise.all(many.map(each => each.close()));
      });
    });

    describe('refusals', () => {
      test('[S11] key compression and encryption without their wrappers are refused', async () => {
        const create = (change: object) =>
          Promise.resolve().then(() =>
            storage.createStorageInstance({
              databaseInstanceToken: 'token',
              databaseName: 'shop',
              collectionName: 'odd',
              schema: { ...itemSchema(), ...change },
              options: {},
              multiInstance: false,
              devMode: false,
            }),
          );

        await expect(create({ keyCompression: true })).rejects.toThrow('UT5');
        await expect(create({ encrypted: ['title'] })).rejects.toThrow('UT6');
        if (abilities.refusesAttachments) {
          await expect(create({ attachments: {} })).rejects.toMatchObject({ code: 'unsupported' });
          await expect(items.getAttachmentData('tea', 'a', 'b')).rejects.toMatchObject({
            code: 'unsupported',
          });
        }
      });
    });
  });
}

/** The event bulks emitted from now on. */
export function gather(instance: ItemInstance): Events[] {
  const bulks: Events[] = [];
  instance.changeStream().subscribe(bulk => bulks.push(bulk as unknown as Events));
  return bulks;
}
