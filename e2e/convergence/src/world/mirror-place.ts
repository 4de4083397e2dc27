import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteMirror, restoreMirror, type MirrorStore } from '@tidemark/mirror';

/** Nothing in a world waits for a disk. */
const durable = () => ({ committed: async () => undefined, [Symbol.asyncDispose]: async () => undefined });
const parts = [
  ...(['mirror', 'records', 'inbox', 'findings', 'register', 'connections', 'privacy'] as const),
  ...(['leases', 'questions', 'signals'] as const),
] as const;

/** The mirror of a world. A mirror in a folder can be copied and restored. */
export class MirrorPlace implements AsyncDisposable {
  /** Always the present mirror. */
  readonly store: MirrorStore;
  readonly #newEpoch: () => string;
  readonly #folder: string | undefined;
  readonly #opened: MirrorStore[];
  #hasCopy = false;

  private constructor(newEpoch: () => string, folder: string | undefined, first: MirrorStore) {
    this.#newEpoch = newEpoch;
    this.#folder = folder;
    this.#opened = [first];
    this.store = {
      ...(Object.fromEntries(
        parts.map(part => [part, following(() => this.#present[part])]),
      ) as unknown as Pick<MirrorStore, (typeof parts)[number]>),
      isShared: first.isShared,
      newLimiter: options => this.#present.newLimiter(options),
      owned: lease => this.#present.owned(lease),
      watch: shop => this.#present.watch(shop),
      trouble: () => this.#present.trouble(),
      swept: () => this.#present.swept(),
      backUp: to => this.#present.backUp(to),
      [Symbol.asyncDispose]: () => this[Symbol.asyncDispose](),
    };
  }

  static async open(newEpoch: () => string, isInFolder: boolean): Promise<MirrorPlace> {
    const folder = isInFolder ? mkdtempSync(join(tmpdir(), 'world-')) : undefined;
    const file = folder === undefined ? ':memory:' : join(folder, 'mirror-0.sqlite');
    return new MirrorPlace(newEpoch, folder, await openSqliteMirror({ file, newEpoch, durable }));
  }

  async copy(): Promise<void> {
    if (this.#folder === undefined) return;
    await this.#present.backUp(join(this.#folder, 'copy.sqlite'));
    this.#hasCopy = true;
  }

  /**
   * Restores the copy as a new history; the list of erasures, a file apart, stays. Returns whether there was a copy.
   */
  async restore(): Promise<boolean> {
    if (this.#folder === undefined || !this.#hasCopy) return false;
    const [before, file] = [this.#opened.length - 1, this.#opened.length].map(n =>
      join(this.#folder as string, `mirror-${n}.sqlite`),
    ) as [string, string];
    await restoreMirror({
      ...{ backup: join(this.#folder, 'copy.sqlite'), file, keepAs: `${file}.kept` },
      newEpoch: this.#newEpoch,
    });
    const list = '-erasures.jsonl';
    if (existsSync(before + list)) copyFileSync(before + list, file + list);
    // The previous mirror stays open: calls that a dead server had begun still reach it.
    this.#opened.push(await openSqliteMirror({ file, newEpoch: this.#newEpoch, durable }));
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#opened) await each[Symbol.asyncDispose]();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  get #present(): MirrorStore {
    return this.#opened.at(-1) as MirrorStore;
  }
}

/** An object that passes each call to the present one. */
function following<T extends object>(present: () => T): T {
  return new Proxy({} as T, {
    get: (_, name) => {
      const of = present();
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? (value as (...all: never[]) => unknown).bind(of) : value;
    },
  });
}
