import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SavedTokens } from '../api/tokens.ts';
import type { ShopRecords } from './records.ts';
import type { Rows } from './rows.ts';
import type { Subscription } from '../webhooks/webhooks.ts';

/** What a simulator saves for its next process. */
export interface SavedShop {
  readonly records: ShopRecords;
  readonly subscriptions: readonly Subscription[];
  /** The app's tokens; files of earlier versions have none. */
  readonly tokens?: SavedTokens;
}

/** How long serializing may block the event loop. */
const turnMs = 5;
const partSize = 256 * 1024;

/** Keeps a shop in a file. A large shop takes seconds to write; it answers requests meanwhile. */
export class ShopFile {
  readonly #file: string;
  readonly #rows: Rows;
  readonly #subscriptions: () => readonly Subscription[];
  readonly #tokens: () => SavedTokens | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(
    file: string,
    rows: Rows,
    subscriptions: () => readonly Subscription[],
    tokens: () => SavedTokens | undefined = () => undefined,
  ) {
    this.#file = file;
    this.#rows = rows;
    this.#subscriptions = subscriptions;
    this.#tokens = tokens;
  }

  /** The shop last saved in a file; undefined if there is no file. */
  static read(file: string): SavedShop | undefined {
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SavedShop) : undefined;
  }

  /** Saves the present shop by writing a new file and renaming it: a kill at any moment leaves a whole file. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      const records = this.#rows.copyAt(this.#rows.mark()).records();
      const tokens = this.#tokens();
      const parts = textOf({ records, subscriptions: [...this.#subscriptions()], ...(tokens && { tokens }) });
      await writeFile(`${this.#file}.new`, Readable.from(parts));
      await rename(`${this.#file}.new`, this.#file);
    });
    return this.#saving;
  }
}

/** The same text as `JSON.stringify` makes, a row at a time. */
async function* textOf({ records, subscriptions, tokens }: SavedShop): AsyncGenerator<string> {
  let part = '{"records":{';
  let turnBegan = performance.now();
  for (const [n, [name, rows]] of Object.entries(records).entries()) {
    part += `${n > 0 ? ',' : ''}${JSON.stringify(name)}:`;
    if (!Array.isArray(rows)) {
      part += JSON.stringify(rows);
      continue;
    }
    part += '[';
    for (const [at, row] of (rows as object[]).entries()) {
      part += (at > 0 ? ',' : '') + JSON.stringify(row);
      if (part.length > partSize) {
        yield part;
        part = '';
      }
      if (performance.now() - turnBegan < turnMs) continue;
      await nextTurn();
      turnBegan = performance.now();
    }
    part += ']';
  }
  const also = tokens ? `,"tokens":${JSON.stringify(tokens)}` : '';
  yield `${part}},"subscriptions":${JSON.stringify(subscriptions)}${also}}`;
}
