import { expect, test } from 'vitest';
import { describeConnections } from '../contract/connections.contract.ts';
import { describeEffects } from '../contract/effects.contract.ts';
import { describeJournals } from '../contract/journal.contract.ts';
import { describeLeases } from '../contract/leases.contract.ts';
import { describeMirror } from '../contract/mirror.contract.ts';
import { describePrivacy } from '../contract/privacy.contract.ts';
import { describeQuestions } from '../contract/questions.contract.ts';
import { describeRecords } from '../contract/records.contract.ts';
import { describeRedactions } from '../contract/redactions.contract.ts';
import { describeRegister } from '../contract/register.contract.ts';
import { describeRetirement } from '../contract/retire.contract.ts';
import { mirrorDatabase, onPostgres, openTestMirror } from './testing-mirror.ts';
import { fillTables, wholeReads } from './testing-plans.ts';
import { connectTo } from './testing-postgres.ts';

/**
 * Statements that may read a whole table: what PostgreSQL guesses of the rows decides. Each must be asked, so that the list
 * does not outlive its reasons.
 */
const allowed: readonly { readonly statement: RegExp; readonly why: string }[] = [
  { statement: /^select "id" from "quarantine" .* limit \$3$/, why: 'any one row of it' },
  {
    statement:
      /^delete from "\w+" where ctid = any\(array\( select ctid from "\w+" where "shop" = \$1 limit \$2\)\)$/,
    why: 'a shop that leaves takes all of its rows, a slice at a time [Y8]',
  },
  {
    statement:
      /^delete from "?(quarantine|price_log)"? where ctid = any\(array\(select ctid .* limit \$\d\)\)$/,
    why: 'a slice of what is old; the shop of this test has nothing else, and how much is old is not known beforehand',
  },
  { statement: /^select "collection", count\(\*\) as "n" from "untold"/, why: 'the same, of what is recent' },
];

const statements = new Set<string>();

/** The same suites as for SQLite, and every rule of them: nothing is left out. */
onPostgres(() => {
  const open = () => openTestMirror({ onStatement: text => void statements.add(text) });
  describeMirror('PostgresMirror', open);
  describeRecords('PostgresPromises', open);
  describeEffects('PostgresEffects', open);
  describeJournals('PostgresJournals', open);
  describeRetirement('PostgresRetirement', open);
  describeConnections('PostgresConnections', open);
  describeRegister('PostgresRegister', open);
  describeLeases('PostgresLeases', open);
  describeQuestions('PostgresQuestions', open);
  describePrivacy('PostgresPrivacy', open);
  describeRedactions('PostgresRedactions', open);

  test('[M24] no question of the contracts reads a table that grows from end to end', async () => {
    await using database = await mirrorDatabase();
    await using client = await connectTo(database);
    await fillTables(client);
    const reads: string[] = [];
    const queries = [...statements].filter(each => /^(select|insert|update|delete)/.test(each.trim()));
    for (const statement of queries)
      for (const table of await wholeReads(client, statement)) reads.push(`${table}: ${oneLine(statement)}`);

    const asked = (read: string) => read.replace(/^\w+: /, '');
    const isAllowed = (read: string) => allowed.some(each => each.statement.test(asked(read)));
    expect(reads.filter(each => !isAllowed(each))).toEqual([]);
    const texts = queries.map(oneLine);
    expect(allowed.filter(({ statement }) => !texts.some(each => statement.test(each)))).toEqual([]);
    expect(queries.length).toBeGreaterThan(150);
  });
});

function oneLine(statement: string): string {
  return statement.replace(/\s+/g, ' ').trim();
}
