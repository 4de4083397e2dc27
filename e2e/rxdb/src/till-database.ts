import { connectTidemark, replicateTidemark, tidemarkCollections } from '@tidemark/rxdb-replication';
import type {
  DocumentFor,
  RefusedRow,
  ReplicationError,
  TidemarkConnection,
  TidemarkReplication,
} from '@tidemark/rxdb-replication';
import type { SessionResponse } from '@tidemark/protocol';
import { createRxDatabase, type RxCollection, type RxDatabase, type RxStorage } from 'rxdb';
import { shop } from './small-shop.ts';

/** Few, since the free RxDB opens at most 13 at once: two caches, one of them with a scope, and two record kinds. */
export const names = ['products', 'inventoryLevels', 'sales', 'carts'] as const;

export type Name = (typeof names)[number];

/** A third-party application: a stock RxDB database that follows a Tidemark server. */
export class TillDatabase implements AsyncDisposable {
  readonly database: RxDatabase;
  readonly connection: TidemarkConnection;
  readonly replications: ReadonlyMap<Name, TidemarkReplication>;
  readonly errors: ReplicationError[] = [];
  readonly refused: RefusedRow[] = [];

  private constructor(
    database: RxDatabase,
    connection: TidemarkConnection,
    batchSize: number,
    replicate: typeof replicateTidemark,
  ) {
    this.database = database;
    this.connection = connection;
    connection.errors$.subscribe(error => this.errors.push(error));
    this.replications = new Map(
      names.map(name => [
        name,
        replicate(database[name] as never, {
          connection,
          name,
          batchSize,
          retryMs: 5,
          watchMs: 20,
          waitForLeadership: false,
        }),
      ]),
    );
    for (const each of this.replications.values()) each.refused$.subscribe(row => this.refused.push(row));
  }

  static async open(parts: {
    readonly name: string;
    readonly storage: RxStorage<unknown, unknown>;
    readonly fetch: typeof fetch;
    readonly session: SessionResponse;
    readonly batchSize?: number;
    /** Replaces the library's own. */
    readonly replicate?: typeof replicateTidemark;
  }): Promise<TillDatabase> {
    const { name, storage, session } = parts;
    const database = await createRxDatabase({ name, storage, multiInstance: false, closeDuplicates: true });
    await database.addCollections(tidemarkCollections(names) as never);
    const connection = connectTidemark({
      server: 'http://server.test',
      shop,
      fetch: parts.fetch,
      random: () => 0,
      reconnectMs: 2,
    });
    const opened = new TillDatabase(
      database,
      connection,
      parts.batchSize ?? 3,
      parts.replicate ?? replicateTidemark,
    );
    connection.resume(session);
    return opened;
  }

  collection<N extends Name>(name: N): RxCollection<DocumentFor<N>> {
    return this.database[name] as never;
  }

  of(name: Name): TidemarkReplication {
    const replication = this.replications.get(name);
    if (!replication) throw new Error(`no ${name}`);
    return replication;
  }

  /** Closes as a page does, in the middle of any work. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection[Symbol.asyncDispose]();
    await this.database.close();
  }
}
