import type { CompiledQuery, Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

type Value = string | number | null;

/** Stands in a query for a value that each run gives. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What Kysely builds. */
interface Query<R> {
  compile(db: Kysely<Tables>): CompiledQuery<R>;
}

/** A query that is ready to run. Each run takes the values of its slots, and returns the rows. */
export type Prepared<V, R> = (db: Kysely<Tables>, values: V) => Promise<R[]>;

/**
 * A query that Kysely builds and compiles once for a store: for the statements of every push, since building one takes
 * longer than running it. `build` gets a slot for each value, and may use it wherever a value may stand.
 *
 *     const heads = prepared<{ shop: string }>()((db, { shop }) =>
 *       db.selectFrom('shop').select('seq').where('shop', '=', shop));
 *     const rows = await heads(trx, { shop: 'a.myshopify.com' });
 */
export function prepared<V extends Readonly<Record<keyof V, Value>>>() {
  return <R>(
    build: (db: Kysely<Tables>, slots: V) => Query<R>,
    mark: (query: CompiledQuery<R>) => CompiledQuery<R> = query => query,
  ): Prepared<V, R> => {
    // A store of another dialect has another adapter, and compiles the query for itself.
    const compiled = new WeakMap<object, CompiledQuery<R>>();
    return async (db, values) => {
      const { adapter } = db.getExecutor();
      let query = compiled.get(adapter);
      if (!query) {
        query = mark(build(db, slots as V).compile(db));
        compiled.set(adapter, query);
      }
      const { rows } = await db.executeQuery<R>({ ...query, parameters: filled(query.parameters, values) });
      return rows;
    };
  };
}

/** A slot under every name. */
const slots = new Proxy({}, { get: (_, name) => new Slot(String(name)) });

function filled<V extends Readonly<Record<keyof V, Value>>>(
  parameters: readonly unknown[],
  values: V,
): readonly unknown[] {
  return parameters.map(each => (each instanceof Slot ? values[each.name as keyof V] : each));
}
