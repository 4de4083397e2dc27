import { sql, type Kysely } from 'kysely';
import type { Question, Questions } from '../contract/questions.ts';
import { listed } from '../statements/listed.ts';
import type { Tables } from '../tables.ts';

/** Questions in SQL. Each call is one statement. */
export class SqlQuestions implements Questions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async ask({ shop, id, kind, body }: Question, askedAt: number): Promise<void> {
    await this.#db
      .insertInto('question')
      .values({ shop, id, kind, body, asked_at: askedAt, answer: null })
      .onConflict(conflict => conflict.doNothing())
      .execute();
  }

  open(holder: string, limit: number): Promise<readonly Question[]> {
    return this.#db
      .selectFrom('question')
      .innerJoin('lease', 'lease.shop', 'question.shop')
      .select(['question.shop', 'question.id', 'question.kind', 'question.body'])
      .where('lease.holder', '=', holder)
      .where('question.answer', 'is', null)
      .orderBy('question.asked_at')
      .orderBy('question.id')
      .limit(limit)
      .execute();
  }

  async answer(id: string, text: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('question')
      .set({ answer: text })
      .where('id', '=', id)
      .where('answer', 'is', null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async answers(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db
      .deleteFrom('question')
      .where('id', 'in', listed(ids))
      .where('answer', 'is not', null)
      .returning(['id', sql<string>`answer`.as('text')])
      .execute();
    return new Map(rows.map(each => [each.id, each.text]));
  }

  async withdraw(id: string): Promise<void> {
    await this.#db.deleteFrom('question').where('id', '=', id).execute();
  }

  async forget(time: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('question')
      .where('asked_at', '<', time)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
