import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * The median time to read one row by its key and write it again in a SQLite file of this many rows, in milliseconds:
 * what the machine itself can do, without Tidemark's code.
 */
export function plainRowMs(rows: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'growth-limit-'));
  const database = new DatabaseSync(join(folder, 'plain.sqlite'));
  try {
    database.exec(
      'pragma journal_mode = wal; pragma synchronous = normal; create table row (id text, body text)',
    );
    const insert = database.prepare('insert into row values (?, ?)');
    database.exec('begin');
    for (let n = 0; n < rows; n++) insert.run(`row-${n}`, `${n}`.padEnd(1000, 'x'));
    database.exec('create unique index row_id on row (id); commit');
    const select = database.prepare('select body from row where id = ?');
    const update = database.prepare('update row set body = ? where id = ?');
    const times: number[] = [];
    for (let n = 0; n < 400; n++) {
      const id = `row-${(n * 7919) % rows}`;
      const startedAt = performance.now();
      const { body } = select.get(id) as { body: string };
      update.run(body.replace('x', 'y'), id);
      times.push(performance.now() - startedAt);
    }
    return times.sort((a, b) => a - b)[200] ?? Number.NaN;
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}
