import type { Tables } from '../tables.ts';

/**
 * What becomes of a table when a mirror moves to the other engine:
 *
 * - `copied`: row by row;
 * - `counted`: the other tables write it by themselves;
 * - `left`: it says what processes do at the moment, and none of them runs.
 *
 * The compiler reports a table that is missing.
 */
export const movedTables: Readonly<Record<keyof Tables, 'copied' | 'counted' | 'left'>> = {
  shop: 'copied',
  document: 'copied',
  collection_head: 'copied',
  digest: 'copied',
  code: 'copied',
  search_text: 'copied',
  quarantine: 'copied',
  watermark: 'copied',
  inbox: 'copied',
  webhook_score: 'copied',
  untold: 'copied',
  report: 'copied',
  till: 'copied',
  outbox: 'copied',
  outbox_level: 'copied',
  way: 'copied',
  settled_record: 'copied',
  retired_record: 'copied',
  tally: 'counted',
  receipt: 'copied',
  staff: 'copied',
  connection: 'copied',
  lease: 'left',
  server: 'left',
  question: 'left',
  till_key: 'copied',
  till_place: 'copied',
  journal: 'copied',
  journal_series: 'copied',
  journal_fork: 'copied',
  erased: 'copied',
  gone_shop: 'copied',
  redaction: 'copied',
  redaction_record: 'copied',
  server_key: 'copied',
  redaction_due: 'copied',
  price_log: 'copied',
};

/** The columns that are written; `due` of the outbox follows from others. */
const generated: ReadonlySet<string> = new Set(['outbox.due']);

/** What no process holds any more, by column. */
const reset: Readonly<Record<string, string | number>> = { 'outbox.leased_until': 0, 'outbox.lease': '' };

/** The columns of a table that are written. */
export function writtenColumns(table: keyof Tables, all: readonly string[]): readonly string[] {
  return all.filter(column => !generated.has(`${table}.${column}`));
}

/** A value as it arrives. */
export function arriving(table: keyof Tables, column: string, value: unknown): unknown {
  return reset[`${table}.${column}`] ?? value;
}
