import type { ChunkLog } from '@tidemark/chunklog-storage';
import type { Keep, Till } from '@tidemark/till';
import type { BackupCopy, Tabs } from '@tidemark/till/testing';
import { addRxPlugin, type RxDatabase, type RxStorage } from 'rxdb';

/** Databases by the name of their storage, which is that of the life that opened them. */
const opened = new Map<string, RxDatabase[]>();

addRxPlugin({
  name: 'lives-of-browsers',
  rxdb: true,
  hooks: {
    createRxDatabase: {
      after: ({ database }: { database: RxDatabase }) => {
        const { name } = database.storage;
        opened.set(name, [...(opened.get(name) ?? []), database]);
      },
    },
  },
});

/** Methods that may be called after the end: they change nothing, or release something. */
const harmless = new Set<PropertyKey>(['close', 'changeStream', 'conflictResultionTasks']);

/** One life of a till's browser. Once it was killed, its till's calls have no effect, and its answers do not arrive. */
export class BrowserLife {
  readonly #name: string;
  readonly #ended = Promise.withResolvers<undefined>();
  #callsLeft = Infinity;
  #isOver = false;

  /** `name` is unique to this life. */
  constructor(name: string) {
    this.#name = name;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Kills the browser after this many more calls of its storage, network and backup copy, before the next. */
  dieAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  /** Kills the browser, if it still lives, and closes what it held open in this process. */
  end(): void {
    this.#die();
    for (const database of opened.get(this.#name) ?? []) void database.close().catch(() => undefined);
    opened.delete(this.#name);
  }

  /** The result of work in this browser; undefined where it was killed meanwhile. */
  outlives<T>(work: PromiseLike<T>): Promise<T | undefined> {
    return Promise.race([work, this.#ended.promise]);
  }

  storage(storage: RxStorage<unknown, unknown>): RxStorage<unknown, unknown> {
    const { createStorageInstance } = this.#endsWithIt({
      createStorageInstance: storage.createStorageInstance.bind(storage),
    });
    return {
      ...storage,
      // RxDB knows open databases by this name, and a killed browser closes none.
      name: this.#name,
      createStorageInstance: async parameters => this.#endsWithIt(await createStorageInstance(parameters)),
    };
  }

  /** The same object; its answers no longer arrive once the browser was killed. */
  heard<T extends object>(speaker: T): T {
    return new Proxy(speaker, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name, of);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const said: unknown = Reflect.apply(value, of, args);
          if (!(said instanceof Promise)) return said;
          const unheard = new Promise<never>(() => undefined);
          return said.then(
            (answer: unknown) => (this.#isOver ? unheard : answer),
            (error: unknown) => (this.#isOver ? unheard : Promise.reject(error as Error)),
          );
        };
      },
    });
  }

  /** Writes of its storage log count as calls, too. */
  log(log: ChunkLog): ChunkLog {
    return this.#endsWithIt(log);
  }

  /** A killed tab releases its lock, and sends nothing more. */
  tabs<T extends Tabs>(tabs: T): T {
    void this.#ended.promise.then(() => tabs[Symbol.dispose]());
    return tabs;
  }

  copy(copy: BackupCopy): BackupCopy {
    return this.#endsWithIt(copy);
  }

  network(wire: typeof fetch): typeof fetch {
    return this.#endsWithIt({ wire }).wire;
  }

  keep(keep: Keep): Keep {
    return {
      get: key => keep.get(key),
      set: (key, value) => void (this.#isOver || keep.set(key, value)),
      remove: key => void (this.#isOver || keep.remove(key)),
    };
  }

  #die(): void {
    this.#isOver = true;
    this.#ended.resolve(undefined);
  }

  /** The same object; at each of its calls the browser may be killed, before the effect or after. */
  #endsWithIt<T extends object>(target: T): T {
    const killed = () => new Error('the browser was killed');
    return new Proxy(target, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name, of);
        if (typeof value !== 'function') return value;
        if (harmless.has(name)) return (...args: unknown[]) => Reflect.apply(value, of, args) as unknown;
        return (...args: unknown[]) => {
          if (--this.#callsLeft < 0) this.#die();
          if (this.#isOver) return Promise.reject(killed());
          const result: unknown = (value as (...all: unknown[]) => unknown).apply(of, args);
          if (!(result instanceof Promise)) return result;
          return result.then((answer: unknown) => {
            if (this.#isOver) throw killed();
            return answer;
          });
        };
      },
    });
  }
}

/** The till; its selling answers nothing more once the browser was killed. */
export function heardBy(life: BrowserLife, till: Till): Till {
  const selling = life.heard(till.selling);
  return new Proxy(till, {
    get: (of, name) => {
      if (name === 'selling') return selling;
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });
}
