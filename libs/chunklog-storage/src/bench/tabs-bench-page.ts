/** The part of the tabs benchmark in each tab: a handle on one collection, its own or its owner's. */
import { fillWithDefaultSettings, type RxDocumentData, type RxStorage, type RxStorageInstance } from 'rxdb';
import { exposeRxStorageRemote, getRxStorageRemote } from 'rxdb/plugins/storage-remote';
import { Subject } from 'rxjs';
import { getRxStorageChunklog } from '../rx/storage.ts';

/** `following`: each tab has its own log. `owner` and `asking`: one tab has the log, others ask it over a channel. */
export type Way = 'following' | 'owner' | 'asking';

type Sale = { readonly id: string; readonly total: number };

const schema = fillWithDefaultSettings<Sale>({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 40 }, total: { type: 'number' } },
  required: ['id', 'total'],
});

let sales: RxStorageInstance<Sale, unknown, unknown>;
let written = 0;

/** Opens the collection. An owner then answers others. */
export async function open(way: Way): Promise<void> {
  const log = getRxStorageChunklog() as RxStorage<unknown, unknown>;
  if (way === 'owner') answerOthers(log);
  sales = await (way === 'asking' ? askingStorage() : log).createStorageInstance<Sale>({
    databaseInstanceToken: crypto.randomUUID(),
    databaseName: 'tabs-bench',
    collectionName: 'sales',
    schema,
    options: {},
    multiInstance: true,
    devMode: false,
  });
}

/** Writes `count` sales, one after the other; returns the milliseconds until each was acknowledged. */
export async function write(count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const startedAt = performance.now();
    await writeOne();
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Like `write`, for reading one sale by its id. */
export async function read(count: number): Promise<readonly number[]> {
  const { id } = await writeOne();
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const startedAt = performance.now();
    const [found] = await sales.findDocumentsById([id], false);
    if (found?.id !== id) throw new Error(`${id} was not read`);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** A write not acknowledged within this time never will be. */
const givenUpMs = 5_000;

/** Writes one sale after the other for a time; returns the longest pause, and whether one was never acknowledged. */
export async function writeFor(
  ms: number,
): Promise<{ acknowledged: number; isStuck: boolean; longestMs: number }> {
  const until = performance.now() + ms;
  let [acknowledged, longestMs] = [0, 0];
  while (performance.now() < until) {
    const startedAt = performance.now();
    const givenUp = new Promise<undefined>(resolve => setTimeout(() => resolve(undefined), givenUpMs));
    if (!(await Promise.race([writeOne(), givenUp]))) return { acknowledged, isStuck: true, longestMs };
    acknowledged++;
    longestMs = Math.max(longestMs, performance.now() - startedAt);
  }
  return { acknowledged, isStuck: false, longestMs };
}

async function writeOne(): Promise<Sale> {
  const document: RxDocumentData<Sale> = {
    id: crypto.randomUUID(),
    total: written++,
    _deleted: false,
    _attachments: {},
    _meta: { lwt: Date.now() },
    _rev: '1-bench',
  };
  const { error } = await sales.bulkWrite([{ document }], 'bench');
  if (error.length > 0) throw new Error('a sale was not stored');
  return document;
}

const channelName = 'tabs-bench-owner';

function openChannel(): { readonly channel: BroadcastChannel; readonly messages$: Subject<never> } {
  const channel = new BroadcastChannel(channelName);
  const messages$ = new Subject<never>();
  channel.onmessage = ({ data }) => messages$.next(data as never);
  return { channel, messages$ };
}

function answerOthers(storage: RxStorage<unknown, unknown>): void {
  const { channel, messages$ } = openChannel();
  exposeRxStorageRemote({ storage, messages$, send: answer => channel.postMessage(answer) });
}

function askingStorage(): RxStorage<unknown, unknown> {
  return getRxStorageRemote({
    identifier: channelName,
    mode: 'storage',
    messageChannelCreator: async () => {
      const { channel, messages$ } = openChannel();
      return {
        messages$,
        send: question => channel.postMessage(question),
        close: async () => channel.close(),
      };
    },
  }) as RxStorage<unknown, unknown>;
}

Object.assign(globalThis, { tabs: { open, write, read, writeFor } });
