import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** How long the answer to a customer's request is kept. */
const keptMs = 30 * 86_400_000;
const lookMs = 12 * 3_600_000;

/**
 * [A60] What is known of customers who asked, as files that only the server's user can read, until the shop's owner has
 * sent them: `requests/request-<number>-<shop>.json`.
 */
export class RequestFiles implements Disposable {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;

  constructor(dataDir: string, now: () => number) {
    this.#folder = join(dataDir, 'requests');
    this.#now = now;
    this.#timer = setInterval(() => this.forget(), lookMs);
    this.#timer.unref();
    this.forget();
  }

  /** Resolves when the disk has the file. A repeated request replaces its file. */
  async keep(shop: string, { name, text }: { readonly name: string; readonly text: string }): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `${name}${endOf(shop)}`);
    const file = await open(`${path}.part`, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
  }

  /** Deletes files that are older than thirty days. */
  forget(): void {
    for (const name of this.#names()) {
      const path = join(this.#folder, name);
      if (this.#now() - statSync(path).mtimeMs > keptMs) rmSync(path, { force: true });
    }
  }

  /** Deletes those of a shop, and those of before files named theirs. */
  forgetOf(shop: string): void {
    for (const name of this.#names())
      if (name.endsWith(endOf(shop)) || !name.endsWith('.myshopify.com.json'))
        rmSync(join(this.#folder, name), { force: true });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter(name => name.startsWith('request-'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

function endOf(shop: string): string {
  return `-${shop}.json`;
}
