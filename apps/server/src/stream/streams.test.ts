import { EventEmitter } from 'node:events';
import { openSqliteMirror, StoreError, type Mirror, type MirrorStore } from '@tidemark/mirror';
import { aProduct, aVariant } from '@tidemark/schema/testing';
import type { Response } from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mostStreamsOfTill, mostUnsentOfAll } from '../http/limits.ts';
import type { TillIdentity } from '../auth/session.ts';
import { Streams } from './streams.ts';

const shop = 'a.myshopify.com';

let store: MirrorStore;
let streams: Streams;
let errors: unknown[];
let dismissed = '';
/** The disk's answers to the next commits; an error is a refusal. */
let disk: (Error | undefined)[];

beforeEach(async () => {
  let epochs = 0;
  disk = [];
  const committed = async () => {
    const refusal = disk.shift();
    if (refusal) throw refusal;
  };
  store = await openSqliteMirror({
    file: ':memory:',
    newEpoch: () => `e${++epochs}`,
    durable: () => ({ committed, [Symbol.asyncDispose]: async () => undefined }),
    settleMs: 3_600_000,
  });
  errors = [];
  streams = new Streams(store.mirror, store.records, options);
  await change('1');
});

afterEach(async () => {
  streams[Symbol.dispose]();
  await store[Symbol.asyncDispose]();
});

const options = {
  onError: (error: unknown) => void errors.push(error),
  stands: ({ staffId }: TillIdentity) => Promise.resolve(staffId !== dismissed),
};

/** A response that keeps what is written to it about caches. */
class Kept extends EventEmitter {
  readonly events: { type: string; heads?: Record<string, string>; documents?: { id: string }[] }[] = [];
  /** The unsent bytes. */
  writableLength = 0;
  isSlow = false;
  closed = false;
  writableEnded = false;
  writeHead(): void {}
  end(): void {
    this.writableEnded = true;
  }
  write(text: string): void {
    if (this.writableEnded) throw new Error('write after end');
    if (this.isSlow) this.writableLength += text.length;
    const event = JSON.parse(text.replace('data: ', '')) as (typeof this.events)[number];
    if (event.type !== 'promise-heads') this.events.push(event);
  }
  destroy(): void {
    this.closed = true;
    this.emit('close');
  }
  types(): string[] {
    return this.events.map(each => each.type);
  }
}

async function open(who: Partial<TillIdentity> = {}): Promise<Kept> {
  const kept = new Kept();
  const till = { shop, staffId: 's', tillId: 't', locationId: '1' };
  await streams.open({ ...till, ...who }, kept as unknown as Response);
  return kept;
}

function change(id: string) {
  return store.mirror.commit(shop, 'products', [
    { kind: 'present', document: aProduct({ id }), scope: '', sourceUpdatedAt: 1, readAt: 1 },
  ]);
}

/** Commits products of about `bytes` bytes, in one commit. */
function large(ids: string | readonly string[], bytes: number) {
  const text = 'x'.repeat(1_000);
  const variants = Array.from({ length: Math.ceil(bytes / 3_000) }, (_, n) =>
    aVariant({ id: `${n}`, title: text, sku: text, barcode: text }),
  );
  const changes = [ids].flat().map(id => ({
    ...{ kind: 'present', document: aProduct({ id, variants }), scope: '' },
    ...{ sourceUpdatedAt: 1, readAt: 1 },
  }));
  return store.mirror.commit(shop, 'products', changes as never);
}

/** Resolves when all that was committed is announced. */
const announced = () => new Promise(resolve => setTimeout(resolve, 50));

test('[A23] a new history under an open stream: its till is told to pull, once, and then told on', async () => {
  const till = await open();
  await store.mirror.beginHistory(shop);

  await change('2');
  await announced();
  expect(till.types()).toEqual(['hello', 'resync']);

  await change('3');
  await announced();
  expect(till.types()).toEqual(['hello', 'resync', 'documents']);
  expect(till.events[2]?.documents?.map(each => each.id)).toEqual(['3']);
  expect(errors).toEqual([]);
});

test('[A23] a stream whose news cannot be read is ended, and the others have theirs', async () => {
  const old = await open();
  const { changesAfter } = store.mirror;
  const failing = new Error('unreadable');
  let isFailing = true;
  store.mirror.changesAfter = async (...args) => {
    if (isFailing) throw failing;
    return changesAfter.apply(store.mirror, args);
  };
  await change('2');
  await announced();
  expect(old.closed).toBe(true);
  expect(errors).toEqual([failing]);
  expect(streams.size).toBe(0);

  isFailing = false;
  const [first, second] = [await open(), await open()];
  await change('3');
  await announced();
  for (const till of [first, second]) expect(till.types()).toEqual(['hello', 'documents']);
});

test('[A23] streams in two histories each have their own answer', async () => {
  const before = [await open(), await open()];
  await store.mirror.beginHistory(shop);
  const after = await open();

  await change('2');
  await announced();

  for (const till of before) expect(till.types()).toEqual(['hello', 'resync']);
  expect(after.types()).toEqual(['hello', 'documents']);
  expect(errors).toEqual([]);
});

test('[A46] a stream that does not take what it was sent is ended when more comes; no other is', async () => {
  const [slow, quick] = [await open(), await open()];
  slow.isSlow = true;

  await large('2', 1_500_000);
  await expect.poll(() => slow.types()).toEqual(['hello', 'documents']);
  await change('3');
  await expect.poll(() => quick.types()).toEqual(['hello', 'documents', 'documents']);

  expect([slow.closed, quick.closed]).toEqual([true, false]);
  expect(streams.size).toBe(1);
});

test('[A46] where all let lie more than the server holds, whoever lets anything lie is ended', async () => {
  const [hoard, slow, quick] = [await open(), await open(), await open()];
  slow.isSlow = true;
  await change('2');
  await expect.poll(() => quick.types()).toEqual(['hello', 'documents']);
  hoard.writableLength = mostUnsentOfAll;
  await change('3');
  await expect.poll(() => quick.types()).toEqual(['hello', 'documents', 'documents']);

  expect([hoard.closed, slow.closed, quick.closed]).toEqual([true, true, false]);
});

test('[A46] changes of more than a megabyte at once are not streamed: the till is told to pull', async () => {
  const till = await open();

  await large(['2', '3'], 700_000);
  await expect.poll(() => till.types()).toEqual(['hello', 'resync']);
  await change('4');
  await expect.poll(() => till.types()).toEqual(['hello', 'resync', 'documents']);
});

test('[A23] a server that stops while news is read writes nothing after the end', async () => {
  const tills = [await open(), await open()];
  const { changesAfter } = store.mirror;
  const isAsked = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<void>();
  store.mirror.changesAfter = async (...args) => {
    isAsked.resolve();
    await mayAnswer.promise;
    return changesAfter.apply(store.mirror, args);
  };
  await change('2');
  await isAsked.promise;

  streams[Symbol.dispose]();
  mayAnswer.resolve();
  await announced();

  for (const till of tills) expect(till.types()).toEqual(['hello']);
  expect(errors).toEqual([]);
});

test('[A35] a commit that its writer was refused is told as soon as the disk keeps it', async () => {
  const till = await open();
  disk = [new StoreError('unwritable', ':memory:', 'the disk does not keep it')];
  await expect(change('2')).rejects.toThrow('does not keep');
  await announced();
  expect(till.types()).toEqual(['hello']);

  // The document is stored already: nothing is written.
  expect(await change('2')).toMatchObject({ changed: 0 });
  await announced();

  expect(till.types()).toEqual(['hello', 'documents']);
  expect(till.events[1]?.documents?.map(each => each.id)).toEqual(['2']);
});

test('[A35] the heartbeat tells what is stored, whatever became of the word of its commit', async () => {
  streams[Symbol.dispose]();
  const deaf = deafened(store.mirror);
  streams = new Streams(deaf, store.records, { ...options, everyMs: 30 });
  const till = await open();

  await change('2');
  await announced();

  expect(till.events.filter(each => each.type === 'documents')).toHaveLength(1);
  expect(till.events.find(each => each.type === 'documents')?.documents?.map(each => each.id)).toEqual(['2']);
  expect(errors).toEqual([]);
});

test('[A38] whoever was dismissed hears nothing any more, and others go on', async () => {
  streams[Symbol.dispose]();
  streams = new Streams(store.mirror, store.records, { ...options, lookMs: 20 });
  const [gone, stays] = [await open({ staffId: 'gone' }), await open()];

  dismissed = 'gone';

  await expect.poll(() => gone.writableEnded).toBe(true);
  expect(stays.writableEnded).toBe(false);
  dismissed = '';
});

test('[A38] a till has so many streams, and another till still gets one', async () => {
  for (let n = 0; n < mostStreamsOfTill; n++) await open();

  await expect(open()).rejects.toMatchObject({ code: 'busy' });
  await open({ tillId: 'till-0002' });
});

test('[A38] of many streams that are asked for at once a till has no more, and one that ends makes room', async () => {
  const asked = await Promise.allSettled(Array.from({ length: 60 }, () => open()));

  const opened = asked.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
  expect([opened.length, streams.size]).toEqual([mostStreamsOfTill, mostStreamsOfTill]);
  opened[0]?.destroy();
  await open();
  await expect(open()).rejects.toMatchObject({ code: 'busy' });
});

/** A mirror that announces its commits to no listener. */
function deafened(mirror: Mirror): Mirror {
  return new Proxy(mirror, {
    get: (target, name) =>
      name === 'onCommit'
        ? () => () => undefined
        : (Reflect.get(target, name, target) as () => unknown).bind(target),
  });
}
