import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { openSqliteMirror } from '@tidemark/mirror';
import type { RedactionRecord, ServerKey, TillKey } from '@tidemark/journal';
import type { Sale } from '@tidemark/schema';

/** A command's exit code and output. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `export` or `verify` as a shell would in this folder. */
export function run(
  command: 'export' | 'verify',
  folder: string,
  args: readonly string[],
  node: readonly string[] = [],
): Ran {
  const main = fileURLToPath(new URL(`${command}.ts`, import.meta.url));
  const env: NodeJS.ProcessEnv = { ...process.env, INIT_CWD: folder };
  const most = { encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, main, ...args], { env, ...most });
  return { code: status, stdout, stderr };
}

/** The content of a test's mirror. */
export interface Stored {
  readonly sales?: readonly Sale[];
  /** Sales that have left the tills. */
  readonly retired?: readonly Sale[];
  readonly forks?: readonly Sale[];
  readonly keys?: readonly { readonly tillId: string; readonly key: TillKey }[];
  readonly redactions?: readonly RedactionRecord[];
  readonly serverKey?: ServerKey;
}

/** Creates this shop's mirror in a folder, or adds to it. Rows are written unchecked. */
export async function fillMirror(folder: string, shop: string, stored: Stored): Promise<void> {
  const file = join(folder, 'mirror.sqlite');
  {
    await using store = await openSqliteMirror({ file, newEpoch: () => 'e1' });
    await store.register.addShop(shop);
  }
  const database = new DatabaseSync(file);
  database.exec('begin');
  const row = database.prepare(
    `insert into document values (:shop, 'sales', '', :id, 0, 0, 0, 0, 0, :rev, :body)`,
  );
  for (const sale of stored.sales ?? []) {
    const rev = '0123456789abcdef';
    row.run({ shop, id: sale.id, rev, body: JSON.stringify({ ...sale, rev, _deleted: false }) });
  }
  const gone = database.prepare(
    `insert into document values (:shop, 'sales', '', :id, 0, 0, 1, 0, 0, '', :body)`,
  );
  const kept = database.prepare(`insert into retired_record values (:shop, 'sales', :id, 0, 0, :body)`);
  for (const sale of stored.retired ?? []) {
    gone.run({ shop, id: sale.id, body: JSON.stringify({ id: sale.id, rev: '', _deleted: true }) });
    kept.run({ shop, id: sale.id, body: JSON.stringify({ ...sale, _deleted: false }) });
  }
  const fork = database.prepare(
    `insert into journal_fork (shop, id, hash, body, till_id, stored_at) values (:shop, :id, :hash, :body, :till, 0)`,
  );
  for (const sale of stored.forks ?? [])
    fork.run({
      ...{ shop, id: sale.id, hash: sale.journal?.hash ?? '', till: sale.tillId },
      body: JSON.stringify({ ...sale, _deleted: false }),
    });
  const till = database.prepare(
    `insert into till_key (shop, till_id, key_id, public_key, enrolled_at) values (:shop, :tillId, :keyId, :key, 0)`,
  );
  for (const { tillId, key } of stored.keys ?? [])
    till.run({ shop, tillId, keyId: key.id, key: JSON.stringify(key.publicKey) });
  const redaction = database.prepare(`insert into redaction_record values (:shop, :place, 'e1', :body)`);
  for (const [n, each] of (stored.redactions ?? []).entries())
    redaction.run({ shop, place: n + 1, body: JSON.stringify(each) });
  if (stored.serverKey)
    database
      .prepare('insert into server_key values (?, ?)')
      .run(stored.serverKey.id, JSON.stringify(stored.serverKey.publicKey));
  database.exec('commit');
  database.close();
}
