import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestShop } from '../testing.ts';

/** One recorded call and its response. */
interface Recorded {
  readonly query: string;
  readonly variables?: object;
  readonly response: { readonly data?: unknown; readonly errors?: unknown };
}

/** Recordings whose calls need nothing of their shop, so that any shop can answer them. */
const selfContained =
  /bulk-operation-run-query-(validators|user-error-codes)|bulk-operations-read-arg-validation|order-create-validation-matrix\.json/;

/** Repeats calls recorded from real shops, and compares refusals and errors word for word. */
export async function calibrateRefusals(folder: string): Promise<void> {
  await using shop = new TestShop();
  let [same, all] = [0, 0];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter(each => selfContained.test(each)).sort()) {
    for (const [name, { query, variables, response }] of recordedIn(readJson(join(folder, file)))) {
      const ours = await shop.ask<unknown>(query, variables ?? {});
      const [theirs, mine] = [essence(response), essence({ data: ours.data, errors: ours.errors })];
      all++;
      if (theirs === mine) same++;
      else console.log(`  ${name}\n    theirs: ${theirs}\n    ours:   ${mine}`);
    }
  }
  console.log(`refusals: ${same} of ${all} agree word for word`);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Every call inside a recording, at any depth. */
function* recordedIn(value: unknown, name = ''): Generator<[string, Recorded]> {
  if (typeof value !== 'object' || value === null) return;
  if ('query' in value && typeof value.query === 'string' && 'response' in value)
    yield [name, value as Recorded];
  for (const [key, inner] of Object.entries(value))
    if (key !== 'response' && key !== 'variables') yield* recordedIn(inner, key);
}

/** The data and each error's message, code and path; locations in the text depend on the parser. */
function essence({ data, errors }: Recorded['response']): string {
  const told = (Array.isArray(errors) ? errors : []).map(
    (each: { message: string; extensions?: { code?: string }; path?: unknown }) => ({
      message: each.message,
      code: each.extensions?.code,
      path: each.path,
    }),
  );
  return JSON.stringify({ data: data ?? null, errors: told });
}
