import type { ReplicateOptions, ReplicatedName, TidemarkReplication } from '@tidemark/rxdb-replication';
import { isRxCollection, type RxCollection } from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { BehaviorSubject, NEVER, Subject } from 'rxjs';

interface Page {
  readonly documents: never[];
  readonly checkpoint: string;
}

/**
 * `replicateRxCollection` as its documentation shows it, with nothing around it: a world must notice its losses. It
 * only pulls; its `verify` compares nothing.
 */
export function bareReplication(fetchFunction: typeof fetch) {
  return (collection: unknown, options: ReplicateOptions<ReplicatedName>): TidemarkReplication => {
    if (!isRxCollection(collection)) throw new TypeError('not a collection');
    const { connection, name = 'products', batchSize = 3 } = options;
    const news = new Subject<'RESYNC' | { documents: never[]; checkpoint: { at: string } }>();
    const stop = new AbortController();
    const state = replicateRxCollection<unknown, { at: string }>({
      replicationIdentifier: 'bare',
      collection: collection as RxCollection<unknown>,
      retryTime: 5,
      waitForLeadership: false,
      pull: {
        batchSize,
        stream$: news,
        handler: async (checkpoint, limit) => {
          const { token } = await connection.session(stop.signal);
          const from = checkpoint ? `&checkpoint=${encodeURIComponent(checkpoint.at)}` : '';
          const answer = await fetchFunction(
            `http://server.test/api/replication/${name}/pull?limit=${limit}${from}`,
            { headers: { authorization: `Bearer ${token}` } },
          );
          const page = (await answer.json()) as Page;
          return { documents: page.documents, checkpoint: { at: page.checkpoint } };
        },
      },
    });
    const inSync = async () => {
      state.reSync();
      await new Promise(resolve => setTimeout(resolve, 100));
    };
    const end = async () => {
      stop.abort(new Error('ended'));
      await state.cancel().catch(() => undefined);
    };
    connection.attach({
      name,
      place: undefined,
      source: {
        ask: () => state.reSync(),
        takeHead: () => undefined,
        takeNews: ({ documents, checkpoint }) =>
          news.next({ documents: documents as never[], checkpoint: { at: checkpoint } }),
      },
      inSync,
      [Symbol.asyncDispose]: end,
    });
    return {
      name,
      state$: new BehaviorSubject(state) as never,
      errors$: NEVER,
      refused$: NEVER,
      place: undefined,
      inSync,
      verify: async () => ({ at: { epoch: '', seq: 0 }, documents: 0, repaired: 0, unsent: 0 }),
      exchangeAnew: inSync,
      [Symbol.asyncDispose]: end,
    };
  };
}
