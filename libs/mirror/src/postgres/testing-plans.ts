import type pg from 'pg';

/** Rows of each table: so many that reading all of them is the worse plan. */
const rows = 20_000;

/** A document's JSON with these fields besides, as an SQL text. */
function body(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `"${name}":${value.replaceAll('#', `'||n||'`)},`,
  );
  return `'{${parts.join('')}"x":"'||repeat('y', 200)||'"}'`;
}

const documents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  products: {},
  orders: { createdAt: '"2026-#"', customerId: '"#"' },
  sales: { receiptNumber: '"A-#"', details: '{"customerId":"#"}', submission: '{"orderId":"#"}' },
  customerEdits: { customerId: '"#"' },
};

/** What each table is filled with. */
const filled: readonly (readonly [into: string, values: string])[] = [
  ...Object.entries(documents).map(
    ([collection, fields]) =>
      [
        'document',
        `'${collection}', '', n::text, n % 256, n, (n % 20 = 0)::int, n, n, 'r', ${body(fields)}`,
      ] as const,
  ),
  ['retired_record', `'sales', n::text, n, n, ${body({ receiptNumber: '"A-#"' })}`],
  ['code', `n::text, n::text, n::text`],
  ['search_text', `(array['products', 'customers', 'orders'])[1 + n % 3], n::text, n::text, null, ' w '`],
  ['quarantine', `'orders', n::text, 'd', 'b', n, n, n`],
  ['inbox', `n::text, n, 'x', n, (array['settled', 'settled', 'waiting', 'parked'])[1 + n % 4], null`],
  ['untold', `'products', n::text, n, 'audit'`],
  [
    'outbox (shop, collection, id, stage, not_before, leased_until, stored_at, place, about)',
    `(array['sales', 'customerEdits'])[1 + n % 2], n::text, (array['submit', 'read'])[1 + (n / 2) % 2],
     case when n % 3 = 0 then 0 else n end, 0, n, n, n::text`,
  ],
  ['outbox_level (shop, collection, id, level_id)', `'sales', n::text, n || '@1'`],
  ['way', `'sales', n::text, (array['waiting', 'accepted', 'accepted'])[1 + n % 3], 0, n::text`],
  ['settled_record', `'sales', n::text, n`],
  ['journal', `(n % 20)::text, n, 'h', null, n`],
  ['journal_series', `n::text, 't', 'k', 1, 1, case when n % 100 = 0 then n end`],
  ['journal_fork', `n::text, 'h', ${body({})}, 't', n`],
  ['erased (shop, id, what, at)', `n::text, 'sales', n`],
  ['redaction_record', `n, 'e', 'b'`],
  ['price_log', `n::text, n, n, n`],
];

/** Tables that a shop fills with rows. */
const growing = new Set(filled.map(([into]) => into.split(' ')[0] ?? ''));

/** Fills a mirror's tables, so that PostgreSQL plans as it does for a shop in use. */
export async function fillTables(client: pg.Client): Promise<void> {
  for (const [into, values] of filled)
    await client.query(`insert into ${into} select 's', ${values} from generate_series(1, ${rows}) n`);
  // Of all rows, not of a sample: the plans are the same in every run.
  await client.query('set default_statistics_target = 1000');
  await client.query('analyze');
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** The growing tables that a statement reads from end to end, whatever its values are. */
export async function wholeReads(client: pg.Client, statement: string): Promise<readonly string[]> {
  const explained = await client.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>(
    `explain (generic_plan, format json) ${statement}`,
  );
  const steps = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(steps)];
  const all = explained.rows.flatMap(row => steps(row['QUERY PLAN'][0].Plan));
  return all
    .filter(each => each['Node Type'] === 'Seq Scan')
    .flatMap(each => each['Relation Name'] ?? [])
    .filter(each => growing.has(each));
}
