import { sql, type Kysely } from 'kysely';
import type pg from 'pg';
import { noteOwn, ownNote } from '../documents/own-notes.ts';
import { beginHistory } from '../documents/places.ts';
import type { Tables } from '../tables.ts';

/**
 * Names the cluster and its timeline. A standby that was promoted, and a cluster that was restored to a point in time, have
 * another timeline; one that was filled from a dump is another cluster. `pg_control_checkpoint()` still names the old
 * timeline right after a promotion, so it is read from the name of the log's file.
 * https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES
 */
export const timelineText = `select system_identifier::text || '/' ||
  substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as "name" from pg_control_system()`;

/** Where a store keeps which timeline it was on. */
const resource = 'timeline';

/** Names the lock under which processes begin new histories one after the other. */
const lock = 687_194_767_363;

interface TimelineParts {
  /** The query that names the timeline. */
  readonly text: string;
  /** Makes a database handle of one connection, which is not looked at. It is destroyed after use. */
  readonly openApart: () => Kysely<Tables>;
  readonly newEpoch: () => string;
  /** Called after new histories began: what this process remembers of the shops may be wrong. */
  readonly onNewHistory: () => void;
}

/**
 * [M51] Looks at every new connection before it is used: where it leads to another timeline than the store was on, a new
 * history of every shop begins first. What was committed last may be missing there, and tills may know of it. Of several processes,
 * one begins it.
 */
export class Timeline {
  readonly #parts: TimelineParts;
  /** The timeline on which the store is, as far as this process knows. */
  #known: string | undefined;
  #following: Promise<void> | undefined;

  constructor(parts: TimelineParts) {
    this.#parts = parts;
  }

  /** Looks at the database for the first time. */
  async open(): Promise<void> {
    await this.#follow();
  }

  /** Resolves when the connection may be used. */
  async look(client: pg.ClientBase): Promise<void> {
    // Before the store is open, nothing is committed.
    if (this.#known === undefined) return;
    const { rows } = await client.query<{ name: string }>(this.#parts.text);
    if (rows[0]?.name === this.#known) return;
    await (this.#following ??= this.#follow().finally(() => (this.#following = undefined)));
    // This connection leads to a server of the past.
    if (rows[0]?.name !== this.#known)
      throw new Error('Connection terminated: another server has taken its place');
  }

  async #follow(): Promise<void> {
    const { text, openApart, newEpoch, onNewHistory } = this.#parts;
    const db = openApart();
    try {
      const { name, isNew } = await db.connection().execute(async connection => {
        await sql`select pg_advisory_lock(${sql.lit(lock)})`.execute(connection);
        try {
          return await followTimeline(connection, text, newEpoch);
        } finally {
          await sql`select pg_advisory_unlock(${sql.lit(lock)})`.execute(connection);
        }
      });
      const isNews = isNew || (this.#known !== undefined && this.#known !== name);
      this.#known = name;
      if (isNews) onNewHistory();
    } finally {
      await db.destroy();
    }
  }
}

async function followTimeline(
  db: Kysely<Tables>,
  text: string,
  newEpoch: () => string,
): Promise<{ readonly name: string; readonly isNew: boolean }> {
  const [now] = (await sql<{ name: string }>`${sql.raw(text)}`.execute(db)).rows;
  if (!now) throw new Error('PostgreSQL does not name its timeline');
  const known = await ownNote(db, resource);
  if (known === now.name) return { name: now.name, isNew: false };
  if (known !== undefined) {
    const shops = await db.selectFrom('shop').select('shop').execute();
    for (const { shop } of shops) await beginHistory(db, shop, newEpoch);
  }
  // The last thing: a crash before it begins one more history, which costs tills a comparison and nothing else.
  await noteOwn(db, resource, now.name);
  return { name: now.name, isNew: known !== undefined };
}
